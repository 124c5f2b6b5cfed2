/**
 * Tensors, the tape, and gradients of any order.
 *
 * <pre>{@code
 * try (Scope scope = Scope.open()) {
 *     Tensor x = Tensor.of(new double[] {1, 2, 3}).requiresGrad();
 *     Tensor y = x.times(x).sum();
 *     y.backward();
 *     System.out.println(x.grad());                                  // [2. 4. 6.]
 *     Tensor g = Autograd.grad(x.exp().sum(), true, x)[0];           // on the tape itself
 *     System.out.println(Autograd.grad(g.sum(), false, x)[0]);       // exp(x) again
 * }
 * }</pre>
 *
 * <p>{@link lanegrad.autograd.Tensor} is what users hold. {@link lanegrad.autograd.Op} is what a differentiable
 * operation is: its name, how it computes, and its rule, written in differentiable ops. {@link
 * lanegrad.autograd.Autograd} takes gradients.
 */
package lanegrad.autograd;

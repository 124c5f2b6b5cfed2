/**
 * Tensors, the tape, and gradients of any order.
 *
 * {@snippet class="lanegrad.autograd.ExampleTest" region="example"}
 *
 * <p>{@link lanegrad.autograd.Tensor} is what users hold. {@link lanegrad.autograd.Op} is what a differentiable
 * operation is: its name, how it computes, and its rule, written in differentiable ops. {@link
 * lanegrad.autograd.Autograd} takes gradients.
 */
package lanegrad.autograd;

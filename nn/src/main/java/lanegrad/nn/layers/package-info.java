/**
 * Layers: modules that map a tensor to a tensor, with PyTorch's parameter names and layouts.
 *
 * <pre>{@code
 * Rng rng = new Rng(1);
 * Sequential mlp = new Sequential(
 *         new Linear(784, 256, true, rng),
 *         Activation.RELU.layer(),
 *         new Dropout(0.1, rng),
 *         new Linear(256, 10, true, rng));
 * Tensor logits = mlp.forward(Tensor.zeros(DType.F32, 32, 784));
 * mlp.eval();
 * System.out.println(mlp.summary());
 * }</pre>
 */
package lanegrad.nn.layers;

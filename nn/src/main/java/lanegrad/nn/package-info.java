/**
 * Modules: what models are built of.
 *
 * <p>A {@link lanegrad.nn.Module} is a tree of named parameters, buffers and smaller modules, registered in
 * constructors; a {@link lanegrad.nn.Layer} maps a tensor to a tensor. Modules know the mode (training or evaluation),
 * freezing, and how their state is saved and loaded.
 *
 * <pre>{@code
 * Rng rng = new Rng(1);
 * Sequential model = new Sequential(new Linear(2, 8, true, rng), Activation.TANH.layer(), new Linear(8, 1, true, rng));
 * Tensor x = Tensor.of(new float[] {0, 0, 0, 1, 1, 0, 1, 1}, 4, 2);
 * Tensor y = Tensor.of(new float[] {0, 1, 1, 0}, 4, 1);
 * try (Scope step = Scope.open()) {
 *     Tensor error = model.forward(x).minus(y);
 *     error.times(error).mean().backward();
 * }
 * Safetensors.write(Path.of("xor.safetensors"), model.stateDict(), Map.of());
 * }</pre>
 */
package lanegrad.nn;

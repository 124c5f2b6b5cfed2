/**
 * Layers: modules that map a tensor to a tensor, with PyTorch's parameter names and layouts.
 *
 * <p>A constructor that takes an {@link lanegrad.random.Rng} draws the weights; {@code unset} leaves them undefined,
 * for those that will be loaded.
 *
 * {@snippet class="lanegrad.nn.layers.ExampleTest" region="example"}
 */
package lanegrad.nn.layers;

/**
 * Optimizers: what makes parameters better by their gradients.
 *
 * {@snippet class="lanegrad.optim.ExampleTest" region="package"}
 *
 * <p>{@link lanegrad.optim.AdamW} and {@link lanegrad.optim.Sgd} are settings that build an {@link
 * lanegrad.optim.Optimizer}: a chain of {@link lanegrad.optim.GradientTransform}s whose tail is replaced by a fused
 * kernel where there is one. {@link lanegrad.optim.Optimizer#over} builds one of any chain; the links are in {@link
 * lanegrad.optim.transforms.Transforms}.
 */
package lanegrad.optim;

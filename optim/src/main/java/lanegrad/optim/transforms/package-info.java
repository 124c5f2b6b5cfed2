/**
 * The links of an optimizer's chain: clipping, momentum, Adam's scaling, weight decay, schedules.
 *
 * <pre>{@code
 * Optimizer optimizer = Optimizer.over(model,
 *         Transforms.softClipByGlobalNorm(1, NonFinite.ZERO),
 *         Transforms.trace(0.9, 0, true),
 *         Transforms.addDecayedWeights(0.1, (name, _) -> name.endsWith("weight")))
 *         .rate(0.01)
 *         .build();
 * }</pre>
 *
 * <p>{@link lanegrad.optim.transforms.Transforms} makes them; {@link lanegrad.optim.GradientTransform} shows how to
 * write one.
 */
package lanegrad.optim.transforms;

/**
 * The links of an optimizer's chain: clipping, momentum, Adam's scaling, weight decay, schedules.
 *
 * {@snippet class="lanegrad.optim.ExampleTest" region="transforms"}
 *
 * <p>{@link lanegrad.optim.transforms.Transforms} makes them; {@link lanegrad.optim.GradientTransform} shows how to
 * write one.
 */
package lanegrad.optim.transforms;

/**
 * First values of weights: rules that fill a parameter from a generator.
 *
 * <p>{@link lanegrad.nn.init.Initializers} has the usual ones; layers that are given an {@link lanegrad.random.Rng}
 * apply theirs by themselves.
 *
 * {@snippet class="lanegrad.nn.init.ExampleTest" region="example"}
 */
package lanegrad.nn.init;

/**
 * What tests of tensors are drawn from, for jqwik: shapes, values, views, masks, indices, probabilities, permutations.
 * They shrink to counterexamples that a person can read.
 *
 * <pre>{@code
 * @Property
 * void softmaxSumsToOne(@ForAll @Draw(minRank = 1, empty = false) Drawn x) {
 *     Tensor sums = Fused.softmax(x.tensor(), -1).sum(false, -1);
 *     ...
 * }
 *
 * @Property
 * void mySwishHasTheRightGradient(@ForAll @Draw(maxRank = 2) Drawn x) {
 *     GradientAssertions.assertGradients(in -> swish(in[0]), x);
 * }
 * }</pre>
 *
 * <p>{@link lanegrad.testkit.arbitraries.Draws} lists them all.
 */
package lanegrad.testkit.arbitraries;

/**
 * A kit that proves ops right: an {@link lanegrad.testkit.OpInfo} says how an op is called and what it should give, and
 * the generic {@link lanegrad.testkit.Properties} do the rest.
 *
 * <pre>{@code
 * OpInfo info = OpInfo.of(MyOps.SWISH)
 *         .sample("matrix", List.of(Arg.of(3, 5)), in -> MyOps.swish(in[0]), in -> in[0].map(MyTest::plainSwish))
 *         .sample("one number", List.of(Arg.of()), ...)
 *         .sample("nothing", List.of(Arg.of(0, 2)), ...)
 *         .error("integers", IllegalArgumentException.class, "F32 or F64 expected", List.of(Arg.indices(5, 3)), ...)
 *         .build();
 *
 * @TestFactory
 * Stream<DynamicNode> swish() {
 *     return Properties.tests(List.of(info), new Ledger());
 * }
 * }</pre>
 *
 * <p>Functions and modules have {@link lanegrad.testkit.GradientAssertions}, and the package
 * {@link lanegrad.testkit.arbitraries} draws inputs for properties of one's own.
 */
package lanegrad.testkit;

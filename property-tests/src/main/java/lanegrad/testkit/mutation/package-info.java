/**
 * Tests of the tests: bugs are planted one at a time, and the properties must notice each.
 *
 * <p>{@link lanegrad.testkit.mutation.RuleMutants} changes the rule of every op, input by input.
 */
package lanegrad.testkit.mutation;

/**
 * Random numbers: a counter-based generator, and the object that programs hold.
 *
 * <p>There is no hidden global. A program makes an {@link lanegrad.random.Rng} from a seed and passes it to whatever
 * draws:
 *
 * {@snippet class="lanegrad.random.ExampleTest" region="example"}
 *
 * <p>Kernels that draw many numbers at once take a key and a counter from {@link lanegrad.random.Rng#reserve}, and
 * compute the numbers of any position from these alone, on any number of threads.
 */
package lanegrad.random;

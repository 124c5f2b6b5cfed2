/**
 * Random numbers: a counter-based generator, and the object that programs hold.
 *
 * <p>There is no hidden global. A program makes an {@link lanegrad.random.Rng} from a seed and passes it to whatever
 * draws:
 *
 * <pre>{@code
 * Rng rng = new Rng(42);
 * float u = rng.nextFloat();              // in the open interval (0, 1)
 * int[] order = rng.permutation(1000);
 * Rng worker = rng.split();               // a stream of its own
 * RngState saved = rng.state();           // what a checkpoint keeps
 * rng.restore(saved);                     // the same numbers again
 * }</pre>
 *
 * <p>Kernels that draw many numbers at once take a key and a counter from {@link lanegrad.random.Rng#reserve}, and
 * compute the numbers of any position from these alone, on any number of threads.
 */
package lanegrad.random;

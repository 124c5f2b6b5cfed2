/**
 * Numeric kernels: a small face by family, and two implementations behind it.
 *
 * <p>{@link lanegrad.kernels.Kernels#best()} is chosen once: SIMD through the Vector API where that is fast, plain
 * loops otherwise. Both can be had side by side. Kernels write into outputs that they are given, allocate nothing, know
 * no gradients, and give the same bits for any number of threads.
 *
 * <p>Arguments are checked before anything is written. Shapes, types and overlaps that do not fit throw an {@link
 * IllegalArgumentException} that has them all, indices out of their range an {@link IndexOutOfBoundsException}, arrays
 * whose scope is closed and outputs that the tape has saved an {@link IllegalStateException}.
 *
 * {@snippet class="lanegrad.kernels.ExampleTest" region="example"}
 */
package lanegrad.kernels;

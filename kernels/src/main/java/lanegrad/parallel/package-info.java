/**
 * The worker pool that kernels share: work cut into pieces by its shape, run by the caller and by idle workers.
 *
 * <p>Results never depend on the number of threads, because no cut does. A block of code can be held to fewer threads:
 *
 * <pre>{@code
 * try (Parallelism one = Parallelism.cap(1)) {
 *     Kernels.best().gemm().matmul(a, b, c, false);
 * }
 * }</pre>
 */
package lanegrad.parallel;

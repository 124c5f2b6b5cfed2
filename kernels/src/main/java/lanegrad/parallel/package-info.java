/**
 * The worker pool that kernels share: work cut into pieces by its shape, run by the caller and by idle workers.
 *
 * <p>Results never depend on the number of threads, because no cut does. A block of code can be held to fewer threads:
 *
 * {@snippet class="lanegrad.parallel.ExampleTest" region="example"}
 */
package lanegrad.parallel;

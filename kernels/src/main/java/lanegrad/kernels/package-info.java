/**
 * Numeric kernels: a small face by family, and two implementations behind it.
 *
 * <p>{@link lanegrad.kernels.Kernels#best()} is chosen once: SIMD through the Vector API where that is fast, plain
 * loops otherwise. Both can be had side by side. Kernels write into outputs that they are given, allocate nothing, know
 * no gradients, and give the same bits for any number of threads.
 *
 * <pre>{@code
 * Kernels kernels = Kernels.best();
 * NdArray a = NdArray.of(new float[] {1, 2, 3, 4}, 2, 2);
 * NdArray product = NdArray.empty(DType.F32, Shape.of(2, 2));
 * kernels.gemm().matmul(a, a.transpose(0, 1), product, false);
 * }</pre>
 */
package lanegrad.kernels;

package lanegrad.kernels;

/**
 * The kernels of one implementation, by family.
 *
 * <p>{@link #best()} is chosen once, by a ladder of checks: {@code -Dlanegrad.kernels=scalar|simd} forces one;
 * otherwise SIMD where the module jdk.incubator.vector is present, HotSpot's C2 compiles, and vectors have at least 128
 * bits. What was chosen, and which flag would change it, is logged through System.Logger {@code lanegrad.kernels} at
 * level DEBUG.
 */
public interface Kernels {

    /**
     * The name of the implementation.
     *
     * @return {@code scalar} or {@code simd}
     */
    String name();

    /**
     * Elementwise kernels.
     *
     * @return the family
     */
    MapKernels map();

    /**
     * Copies and conversions.
     *
     * @return the family
     */
    CopyKernels copy();

    /**
     * Reductions.
     *
     * @return the family
     */
    ReduceKernels reduce();

    /**
     * Matrix products.
     *
     * @return the family
     */
    GemmKernels gemm();

    /**
     * Softmax, layer norm, RMS norm, cross-entropy.
     *
     * @return the family
     */
    NormKernels norm();

    /**
     * Batch norm and group norm.
     *
     * @return the family
     */
    ChannelNormKernels channelNorm();

    /**
     * Attention.
     *
     * @return the family
     */
    AttentionKernels attention();

    /**
     * The steps of recurrent layers.
     *
     * @return the family
     */
    RecurrentKernels recurrent();

    /**
     * Convolutions and pooling.
     *
     * @return the family
     */
    ConvKernels conv();

    /**
     * Gather and scatter.
     *
     * @return the family
     */
    IndexKernels index();

    /**
     * Factorisations, systems of equations, triangles.
     *
     * @return the family
     */
    MatrixKernels matrix();

    /**
     * Optimizer steps.
     *
     * @return the family
     */
    UpdateKernels update();

    /**
     * Random numbers.
     *
     * @return the family
     */
    RandomKernels random();

    /**
     * Running sums and their kin.
     *
     * @return the family
     */
    ScanKernels scan();

    /**
     * Sorting and searching.
     *
     * @return the family
     */
    SortKernels sort();

    /**
     * The implementation that the ladder chose.
     *
     * @return the default
     * @throws IllegalStateException if {@code -Dlanegrad.kernels} forces one that cannot be had
     */
    static Kernels best() {
        return KernelLadder.Best.KERNELS;
    }

    /**
     * Plain loops: what tests compare with, and what runs where SIMD cannot.
     *
     * @return the implementation
     */
    static Kernels scalar() {
        return KernelLadder.scalar();
    }

    /**
     * The Vector API's.
     *
     * @return the implementation
     * @throws IllegalStateException if it cannot be had, with the reason and the flag that would change it
     */
    static Kernels simd() {
        return KernelLadder.simd();
    }

    /**
     * What was chosen and why: the implementation, the width of its vectors, threads, memory.
     *
     * @return one line for people
     */
    static String describe() {
        return KernelLadder.describe();
    }
}

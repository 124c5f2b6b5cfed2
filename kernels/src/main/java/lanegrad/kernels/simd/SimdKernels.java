package lanegrad.kernels.simd;

import jdk.incubator.vector.FloatVector;
import lanegrad.kernels.Kernels;
import lanegrad.kernels.base.KernelSet;

/** Loops over vectors. This class, unlike the ladder that chooses it, needs the module jdk.incubator.vector. */
public final class SimdKernels {

    /** The only set. */
    public static final Kernels INSTANCE = new KernelSet("simd", //
            null, // map
            null, // copy
            null, // reduce
            new SimdGemm(), // gemm
            null, // norm
            null, // attention
            null, // index
            null, // update
            null); // random

    private SimdKernels() {
    }

    /** The width of the vectors that kernels use. */
    public static int vectorBits() {
        return FloatVector.SPECIES_PREFERRED.vectorBitSize();
    }
}

package lanegrad.kernels.scalar;

import lanegrad.kernels.Kernels;
import lanegrad.kernels.base.KernelSet;

/** Plain loops. */
public final class ScalarKernels {

    /** The only set. */
    public static final Kernels INSTANCE = new KernelSet("scalar", //
            null, // map
            null, // copy
            null, // reduce
            new ScalarGemm(), // gemm
            null, // norm
            null, // attention
            null, // index
            null, // update
            null); // random

    private ScalarKernels() {
    }
}

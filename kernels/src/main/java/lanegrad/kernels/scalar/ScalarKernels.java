package lanegrad.kernels.scalar;

import lanegrad.kernels.Kernels;
import lanegrad.kernels.base.KernelSet;
import lanegrad.kernels.base.RandomFront;

/** Plain loops. */
public final class ScalarKernels {

    /** The only set. */
    public static final Kernels INSTANCE = new KernelSet("scalar", //
            null, // map
            null, // copy
            null, // reduce
            null, // gemm
            null, // norm
            null, // attention
            null, // index
            null, // update
            new RandomFront(new ScalarRandom()));

    private ScalarKernels() {
    }
}

package lanegrad.kernels.scalar;

import lanegrad.kernels.Kernels;
import lanegrad.kernels.base.KernelSet;
import lanegrad.kernels.base.Reductions;
import lanegrad.kernels.base.StridedCopy;

/** Plain loops. */
public final class ScalarKernels {

    /** The only set. */
    public static final Kernels INSTANCE = new KernelSet("scalar", //
            null, // map
            StridedCopy.INSTANCE, //
            new Reductions(new PlainReduce()), //
            null, // gemm
            null, // norm
            null, // attention
            null, // index
            null, // update
            null); // random

    private ScalarKernels() {
    }
}

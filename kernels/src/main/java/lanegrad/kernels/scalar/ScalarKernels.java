package lanegrad.kernels.scalar;

import lanegrad.kernels.Kernels;
import lanegrad.kernels.base.IndexFront;
import lanegrad.kernels.base.KernelSet;
import lanegrad.kernels.base.MapFront;
import lanegrad.kernels.base.RandomFront;
import lanegrad.kernels.base.Reductions;
import lanegrad.kernels.base.StridedCopy;
import lanegrad.kernels.base.UpdateFront;

/** Plain loops. */
public final class ScalarKernels {

    /** The only set. */
    public static final Kernels INSTANCE = new KernelSet("scalar", //
            new MapFront(new PlainMap()), //
            StridedCopy.INSTANCE, //
            new Reductions(new PlainReduce()), //
            new ScalarGemm(), // gemm
            null, // norm
            null, // attention
            new IndexFront(new ScalarRows()), //
            new UpdateFront(new ScalarUpdate()), //
            new RandomFront(new ScalarRandom()));

    private ScalarKernels() {
    }
}

package lanegrad.kernels.scalar;

import lanegrad.array.DType;
import lanegrad.kernels.Kernels;
import lanegrad.kernels.base.AttentionFront;
import lanegrad.kernels.base.ChannelNormFront;
import lanegrad.kernels.base.ConvFront;
import lanegrad.kernels.base.IndexFront;
import lanegrad.kernels.base.KernelSet;
import lanegrad.kernels.base.MapFront;
import lanegrad.kernels.base.MatrixFront;
import lanegrad.kernels.base.NormFront;
import lanegrad.kernels.base.RandomFront;
import lanegrad.kernels.base.RecurrentFront;
import lanegrad.kernels.base.Reductions;
import lanegrad.kernels.base.ScanFront;
import lanegrad.kernels.base.SortFront;
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
            new NormFront(new ScalarNorm(DType.F32), new ScalarNorm(DType.F64)), //
            new ChannelNormFront(new ScalarChannelNorm(DType.F32), new ScalarChannelNorm(DType.F64)), //
            new AttentionFront(new ScalarAttention(), new ScalarAttention()), //
            new RecurrentFront(new FloatGemmLoops(), new FloatGates(), new DoubleGemmLoops(), new DoubleGates()), //
            new ConvFront(new FloatConvLoops(), new DoubleConvLoops()), //
            new IndexFront(new ScalarRows()), //
            MatrixFront.INSTANCE, //
            new UpdateFront(new ScalarUpdate()), //
            new RandomFront(new ScalarRandom()), //
            ScanFront.INSTANCE, //
            SortFront.INSTANCE);

    private ScalarKernels() {
    }
}

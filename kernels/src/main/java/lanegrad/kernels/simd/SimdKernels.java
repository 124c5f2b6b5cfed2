package lanegrad.kernels.simd;

import jdk.incubator.vector.FloatVector;
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
import lanegrad.kernels.scalar.DoubleConvLoops;
import lanegrad.kernels.scalar.DoubleGates;
import lanegrad.kernels.scalar.DoubleGemmLoops;
import lanegrad.kernels.scalar.FloatGates;
import lanegrad.kernels.scalar.ScalarAttention;
import lanegrad.kernels.scalar.ScalarChannelNorm;
import lanegrad.kernels.scalar.ScalarNorm;
import lanegrad.kernels.scalar.ScalarRandom;
import lanegrad.kernels.scalar.ScalarRows;
import lanegrad.kernels.scalar.ScalarUpdate;

/** Loops over vectors. This class, unlike the ladder that chooses it, needs the module jdk.incubator.vector. */
public final class SimdKernels {

    /** The only set. */
    public static final Kernels INSTANCE = new KernelSet("simd", //
            new MapFront(new LaneMap()), //
            new StridedCopy(LaneTurn.INSTANCE), //
            new Reductions(new FloatReduce()), //
            new SimdGemm(), // gemm
            new NormFront(new FloatNorm(), new ScalarNorm(DType.F64)), //
            new ChannelNormFront(new FloatChannelNorm(), new ScalarChannelNorm(DType.F64)), //
            new AttentionFront(new FloatAttention(), new ScalarAttention()), //
            new RecurrentFront(new FloatGemmLeaf(), new LaneGates(new FloatGates()), new DoubleGemmLoops(),
                    new DoubleGates()), //
            new ConvFront(new FloatConv(), new DoubleConvLoops()), //
            new IndexFront(new SimdRows(new ScalarRows())), //
            MatrixFront.INSTANCE, //
            new UpdateFront(new SimdUpdate(new ScalarUpdate())), //
            new RandomFront(Lanes.WIDE ? new SimdRandom() : new ScalarRandom()), //
            ScanFront.INSTANCE, //
            SortFront.INSTANCE);

    private SimdKernels() {
    }

    /** The width of the vectors that kernels use. */
    public static int vectorBits() {
        return FloatVector.SPECIES_PREFERRED.vectorBitSize();
    }
}

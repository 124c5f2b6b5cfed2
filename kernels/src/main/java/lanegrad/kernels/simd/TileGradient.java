package lanegrad.kernels.simd;

import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.FMA;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;
import static lanegrad.kernels.simd.Lanes.FLOATS;
import static lanegrad.kernels.simd.Lanes.INTS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * The gradient of softmax on a tile, [keys][queries as lanes]. As in {@link TileSoftmax}, the loop is written out so
 * that it is compiled by itself.
 */
final class TileGradient {

    private static final VectorSpecies<Float> F = Lanes.F;
    private static final int N = Lanes.N;
    private static final int W = Panels.WIDTH;

    private TileGradient() {
    }

    /**
     * Turns scores s into weights {@code p = 2^(s - lse)} and the gradient dp of the weights into that of the scores,
     * {@code ds = p (dp - delta)}; both are exactly 0 where the score is negative infinity, whatever dp is there.
     *
     * @param s the scores' tile, from st on
     * @param dp the weights' gradient's tile, from st on
     * @param rows how many keys
     * @param stats the log-sum-exp in powers of 2 of each query from lse on, the sum of each weight times its gradient
     * from delta on
     */
    static void softmax(float[] s, float[] dp, int st, int rows, float[] stats, int lse, int delta) {
        FloatVector lseA = FloatVector.fromArray(F, stats, lse);
        FloatVector lseB = FloatVector.fromArray(F, stats, lse + N);
        FloatVector deltaA = FloatVector.fromArray(F, stats, delta);
        FloatVector deltaB = FloatVector.fromArray(F, stats, delta + N);
        for (int j = st; j < st + rows * W; j += W) {
            FloatVector sa = FloatVector.fromArray(F, s, j);
            FloatVector sb = FloatVector.fromArray(F, s, j + N);
            FloatVector xa = sa.sub(lseA);
            FloatVector xb = sb.sub(lseB);
            FloatVector ta = xa.add(Exp2.ROUNDER);
            FloatVector tb = xb.add(Exp2.ROUNDER);
            FloatVector fa = xa.sub(ta.sub(Exp2.ROUNDER));
            FloatVector fb = xb.sub(tb.sub(Exp2.ROUNDER));
            FloatVector pa = fa.lanewise(FMA, Exp2.C6, Exp2.C5);
            FloatVector pb = fb.lanewise(FMA, Exp2.C6, Exp2.C5);
            pa = pa.lanewise(FMA, fa, Exp2.C4);
            pb = pb.lanewise(FMA, fb, Exp2.C4);
            pa = pa.lanewise(FMA, fa, Exp2.C3);
            pb = pb.lanewise(FMA, fb, Exp2.C3);
            pa = pa.lanewise(FMA, fa, Exp2.C2);
            pb = pb.lanewise(FMA, fb, Exp2.C2);
            pa = pa.lanewise(FMA, fa, Exp2.C1);
            pb = pb.lanewise(FMA, fb, Exp2.C1);
            pa = pa.lanewise(FMA, fa, 1f);
            pb = pb.lanewise(FMA, fb, 1f);
            pa = pa.mul(FLOATS.cast(INTS.cast(ta.reinterpretAsInts()).lanewise(LSHL, 23).reinterpretAsFloats()));
            pb = pb.mul(FLOATS.cast(INTS.cast(tb.reinterpretAsInts()).lanewise(LSHL, 23).reinterpretAsFloats()));
            // The second test is for a query whose log-sum-exp is NaN: what it may not see stays out of its NaN.
            VectorMask<Float> hiddenA = xa.compare(LT, Exp2.LOWEST).or(sa.compare(EQ, Float.NEGATIVE_INFINITY));
            VectorMask<Float> hiddenB = xb.compare(LT, Exp2.LOWEST).or(sb.compare(EQ, Float.NEGATIVE_INFINITY));
            pa = pa.blend(0f, hiddenA);
            pb = pb.blend(0f, hiddenB);
            pa.intoArray(s, j);
            pb.intoArray(s, j + N);
            pa.mul(FloatVector.fromArray(F, dp, j).sub(deltaA)).blend(0f, hiddenA).intoArray(dp, j);
            pb.mul(FloatVector.fromArray(F, dp, j + N).sub(deltaB)).blend(0f, hiddenB).intoArray(dp, j + N);
        }
    }

    /** {@code stats[at + r]} = the product of rows r of two packed matrices, summed over their columns. */
    static void rowProducts(float[] a, float[] b, int height, int rows, int panels, float[] stats, int at) {
        for (int r = 0; r < rows; r++) {
            FloatVector sumA = FloatVector.zero(F);
            FloatVector sumB = FloatVector.zero(F);
            for (int p = 0; p < panels; p++) {
                int row = (p * height + r) * W;
                sumA = FloatVector.fromArray(F, a, row).lanewise(FMA, FloatVector.fromArray(F, b, row), sumA);
                sumB = FloatVector.fromArray(F, a, row + N).lanewise(FMA, FloatVector.fromArray(F, b, row + N), sumB);
            }
            FloatVector s = FLOATS.cast(sumA).add(sumB);
            s = N > 8 ? s.add(s.rearrange(LaneFold.BY_8)) : s;
            s = N > 4 ? s.add(s.rearrange(LaneFold.BY_4)) : s;
            s = s.add(s.rearrange(LaneFold.BY_2));
            stats[at + r] = s.add(s.rearrange(LaneFold.BY_1)).lane(0);
        }
    }
}

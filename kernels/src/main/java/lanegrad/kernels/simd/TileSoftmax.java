package lanegrad.kernels.simd;

import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.FMA;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;
import static lanegrad.kernels.simd.Lanes.FLOATS;
import static lanegrad.kernels.simd.Lanes.INTS;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Softmax down the columns of a tile of scores, [keys][queries as lanes], one block of keys after another (online
 * softmax: Milakov and Gimelshein, arXiv 1805.02867). Scores count powers of 2.
 *
 * <p>The loops are written out: a method of our own that takes or returns a vector is inlined only while the compiled
 * method that it ends up in is within the compiler's budget of nodes, and beyond it vectors live on the heap. Methods
 * of arrays have no such cliff.
 */
final class TileSoftmax {

    private static final VectorSpecies<Float> F = Lanes.F;
    private static final int N = Lanes.N;
    private static final int W = Panels.WIDTH;

    private TileSoftmax() {
    }

    /**
     * Turns scores into weights relative to the greatest score so far, and adds them up.
     *
     * @param keys rows of the tile, at least 1; the row after the last is used as scratch
     * @param stats where the queries' maxima are from max on, their sums from sum on; receives from factor on, for each
     * query, what
     *     earlier weights are to be multiplied by
     * @return whether any factor differs from 1
     */
    static boolean step(float[] tile, int keys, float[] stats, int max, int sum, int factor) {
        // What 2^(old maximum - new one) is comes from the same loop as the weights: the old maximum is one more score.
        System.arraycopy(stats, max, tile, keys * W, W);
        greatest(tile, keys, stats, max);
        Arrays.fill(stats, factor, factor + W, 0f);
        weigh(tile, keys * W, 1, stats, max, factor);
        boolean changed = false;
        for (int i = 0; i < W; i++) {
            stats[sum + i] *= stats[factor + i];
            changed |= stats[factor + i] != 1;
        }
        weigh(tile, 0, keys, stats, max, sum);
        return changed;
    }

    /**
     * Raises each maximum to the greatest score of its column. Compare and blend passes NaN over; it comes back through
     * the exponential. Four chains hide the latency.
     */
    static void greatest(float[] tile, int keys, float[] stats, int max) {
        FloatVector a = FloatVector.fromArray(F, stats, max);
        FloatVector b = FloatVector.fromArray(F, stats, max + N);
        FloatVector c = a;
        FloatVector d = b;
        int at = 0;
        for (int j = 1; j < keys; j += 2, at += 2 * W) {
            FloatVector w = FloatVector.fromArray(F, tile, at);
            FloatVector x = FloatVector.fromArray(F, tile, at + N);
            FloatVector y = FloatVector.fromArray(F, tile, at + W);
            FloatVector z = FloatVector.fromArray(F, tile, at + W + N);
            a = FLOATS.cast(a).blend(w, w.compare(GT, a));
            b = FLOATS.cast(b).blend(x, x.compare(GT, b));
            c = FLOATS.cast(c).blend(y, y.compare(GT, c));
            d = FLOATS.cast(d).blend(z, z.compare(GT, d));
        }
        if ((keys & 1) != 0) {
            FloatVector w = FloatVector.fromArray(F, tile, at);
            FloatVector x = FloatVector.fromArray(F, tile, at + N);
            a = FLOATS.cast(a).blend(w, w.compare(GT, a));
            b = FLOATS.cast(b).blend(x, x.compare(GT, b));
        }
        FLOATS.cast(a).blend(c, FLOATS.cast(c).compare(GT, a)).intoArray(stats, max);
        FLOATS.cast(b).blend(d, FLOATS.cast(d).compare(GT, b)).intoArray(stats, max + N);
    }

    /** Turns scores into 2^(score - maximum), {@link Exp2} twice side by side, and adds them to the sums. */
    static void weigh(float[] tile, int at, int keys, float[] stats, int max, int sum) {
        FloatVector baseA = FloatVector.fromArray(F, stats, max);
        FloatVector baseB = FloatVector.fromArray(F, stats, max + N);
        FloatVector startA = FloatVector.fromArray(F, stats, sum);
        FloatVector startB = FloatVector.fromArray(F, stats, sum + N);
        // Where nothing was seen, any finite base keeps -inf less the base from being NaN.
        baseA = baseA.blend(0f, baseA.compare(EQ, Float.NEGATIVE_INFINITY));
        baseB = baseB.blend(0f, baseB.compare(EQ, Float.NEGATIVE_INFINITY));
        FloatVector sumA = FloatVector.zero(F);
        FloatVector sumB = FloatVector.zero(F);
        for (int j = at; j < at + keys * W; j += W) {
            FloatVector xa = FloatVector.fromArray(F, tile, j).sub(baseA);
            FloatVector xb = FloatVector.fromArray(F, tile, j + N).sub(baseB);
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
            pa = pa.blend(0f, xa.compare(LT, Exp2.LOWEST));
            pb = pb.blend(0f, xb.compare(LT, Exp2.LOWEST));
            pa.intoArray(tile, j);
            pb.intoArray(tile, j + N);
            sumA = pa.add(sumA);
            sumB = pb.add(sumB);
        }
        startA.add(sumA).intoArray(stats, sum);
        startB.add(sumB).intoArray(stats, sum + N);
    }
}

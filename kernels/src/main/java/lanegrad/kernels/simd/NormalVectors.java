package lanegrad.kernels.simd;

import static lanegrad.kernels.simd.Lanes.F;
import static lanegrad.kernels.simd.Lanes.FLOATS;
import static lanegrad.kernels.simd.Lanes.I;
import static lanegrad.kernels.simd.Lanes.INTS;
import static lanegrad.kernels.simd.Lanes.L;
import static lanegrad.kernels.simd.Lanes.LONGS;
import static lanegrad.kernels.simd.Lanes.N;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import lanegrad.kernels.base.NormalPolynomials;

/**
 * The steps of {@link NormalPolynomials}, a vector at a time. They stand in one method: past some number of nodes the
 * compiler stops to inline methods, all but the Vector API's own, and vectors that pass through such a call are left in
 * memory.
 */
final class NormalVectors {

    private static final FloatVector HALF = all(0.5f);
    private static final FloatVector ONE = all(1f);
    private static final FloatVector PART = all(NormalPolynomials.PART);
    private static final FloatVector HALF_PART = all(NormalPolynomials.HALF_PART);
    private static final FloatVector MIDDLE = all(NormalPolynomials.MIDDLE);
    private static final FloatVector MIDDLE_SQUARE = all(NormalPolynomials.MIDDLE_SQUARE);
    private static final FloatVector A0 = all(NormalPolynomials.A0);
    private static final FloatVector A1 = all(NormalPolynomials.A1);
    private static final FloatVector A2 = all(NormalPolynomials.A2);
    private static final FloatVector A3 = all(NormalPolynomials.A3);
    private static final FloatVector B1 = all(NormalPolynomials.B1);
    private static final FloatVector B2 = all(NormalPolynomials.B2);
    private static final FloatVector B3 = all(NormalPolynomials.B3);
    private static final FloatVector ROOT_SHIFT = all(NormalPolynomials.ROOT_SHIFT);
    private static final FloatVector C0 = all(NormalPolynomials.C0);
    private static final FloatVector C1 = all(NormalPolynomials.C1);
    private static final FloatVector C2 = all(NormalPolynomials.C2);
    private static final FloatVector C3 = all(NormalPolynomials.C3);
    private static final FloatVector D1 = all(NormalPolynomials.D1);
    private static final FloatVector D2 = all(NormalPolynomials.D2);
    private static final FloatVector LN2_HIGH = all(NormalPolynomials.LN2_HIGH);
    private static final FloatVector LN2_LOW = all(NormalPolynomials.LN2_LOW);
    private static final FloatVector L0 = all(NormalPolynomials.L0);
    private static final FloatVector L1 = all(NormalPolynomials.L1);
    private static final FloatVector L2 = all(NormalPolynomials.L2);
    private static final FloatVector L3 = all(NormalPolynomials.L3);
    private static final FloatVector L4 = all(NormalPolynomials.L4);
    private static final FloatVector L5 = all(NormalPolynomials.L5);
    private static final FloatVector L6 = all(NormalPolynomials.L6);
    private static final IntVector ROOT_HALF = all(NormalPolynomials.ROOT_HALF);
    private static final IntVector MAGNITUDE = all(Integer.MAX_VALUE);
    private static final IntVector SIGN = all(Integer.MIN_VALUE);

    private NormalVectors() {
    }

    private static FloatVector all(float value) {
        return FloatVector.broadcast(F, value);
    }

    private static IntVector all(int value) {
        return IntVector.broadcast(I, value);
    }

    /** Replaces words, two in a long, by normal numbers of mean 0 and standard deviation 1. */
    static void replace(long[] words, int count) {
        for (int i = 0; i < count; i += N) {
            IntVector drawn = INTS.cast(LongVector.fromArray(L, words, i >> 1).reinterpretAsInts());
            FloatVector tail = FLOATS.cast(drawn.and(MAGNITUDE).convert(VectorOperators.I2F, 0)).fma(PART,
                    HALF_PART);
            FloatVector q = HALF.sub(tail);

            FloatVector r = MIDDLE_SQUARE.sub(q.mul(q));
            FloatVector above = A3.fma(r, A2).fma(r, A1).fma(r, A0).mul(q);
            FloatVector middle = above.div(B3.fma(r, B2).fma(r, B1).fma(r, ONE));

            IntVector bits = INTS.cast(tail.reinterpretAsInts());
            IntVector exponent = bits.sub(ROOT_HALF).lanewise(VectorOperators.ASHR, 23);
            FloatVector f = ONE
                    .sub(FLOATS.cast(bits.sub(exponent.lanewise(VectorOperators.LSHL, 23)).reinterpretAsFloats()));
            FloatVector l = L6.fma(f, L5).fma(f, L4).fma(f, L3).fma(f, L2).fma(f, L1).fma(f, L0).fma(f, HALF);
            FloatVector e = FLOATS.cast(exponent.convert(VectorOperators.I2F, 0));
            FloatVector minusLog = e.fma(LN2_HIGH, e.fma(LN2_LOW, l.fma(f.mul(f), f)));

            FloatVector t = minusLog.sqrt().sub(ROOT_SHIFT);
            FloatVector outside = C3.fma(t, C2).fma(t, C1).fma(t, C0).div(D2.fma(t, D1).fma(t, ONE));

            FloatVector z = outside.blend(middle, q.compare(VectorOperators.LE, MIDDLE));
            LONGS.cast(INTS.cast(z.reinterpretAsInts()).or(drawn.and(SIGN)).reinterpretAsLongs()).intoArray(words,
                    i >> 1);
        }
    }
}

package lanegrad.kernels.simd;

import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;
import static lanegrad.kernels.base.Polynomials.LN2_HIGH;
import static lanegrad.kernels.base.Polynomials.SQRT_HALF_BITS;
import static lanegrad.kernels.base.Polynomials.UP_23;
import static lanegrad.kernels.simd.LanePolynomials.*;
import static lanegrad.kernels.simd.Lanes.FLOATS;
import static lanegrad.kernels.simd.Lanes.INTS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;

/**
 * The logarithm on vectors of floats: the operations of {@link lanegrad.kernels.scalar.FloatLog} in the same order, so
 * the same bits.
 */
public final class LaneLog {

    private LaneLog() {
    }

    /** ln x, within 1 ULP. */
    public static FloatVector log(FloatVector x) {
        x = FLOATS.cast(x);
        VectorMask<Float> small = x.compare(LT, Float.MIN_NORMAL);
        IntVector bits = INTS.cast(x.mul(UP_23, small).reinterpretAsInts());
        IntVector k = bits.sub(SQRT_HALF_BITS).lanewise(ASHR, 23);
        FloatVector f = FLOATS.cast(bits.sub(k.lanewise(LSHL, 23)).reinterpretAsFloats()).sub(ONE);
        FloatVector p = quotient(f);
        FloatVector n = FLOATS.cast(k.convert(I2F, 0)).sub(23, small);
        // n LN2_HIGH is exact and at least f, so high + low is exactly their sum.
        FloatVector whole = n.mul(LN2_HIGH);
        FloatVector high = whole.add(f);
        FloatVector low = whole.sub(high).add(f);
        low = n.fma(LN2_LOW, low);
        FloatVector result = high.add(f.mul(f).fma(p, low));
        VectorMask<Float> finite = x.compare(GT, 0).and(x.compare(LT, Float.POSITIVE_INFINITY));
        FloatVector limit = x.blend(Float.NEGATIVE_INFINITY, x.compare(EQ, 0)).blend(Float.NaN, x.compare(LT, 0));
        return limit.blend(result, finite);
    }

    /** (log(1 + f) - f) / f^2 on the reduced range. */
    private static FloatVector quotient(FloatVector f) {
        f = FLOATS.cast(f);
        FloatVector p = f.fma(LOG_8, LOG_7);
        p = p.fma(f, LOG_6);
        p = p.fma(f, LOG_5);
        p = p.fma(f, LOG_4);
        p = p.fma(f, LOG_3);
        p = p.fma(f, LOG_2);
        p = p.fma(f, LOG_1);
        return p.fma(f, LOG_0);
    }
}

package lanegrad.kernels.simd;

import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.NE;
import static lanegrad.kernels.base.WidePolynomials.EVEN;
import static lanegrad.kernels.simd.Lanes.DOUBLES;
import static lanegrad.kernels.simd.Lanes.LONGS;
import static lanegrad.kernels.simd.WideLanes.HALF_ONE;
import static lanegrad.kernels.simd.WideLanes.ROUND;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;

/**
 * Powers and lengths on vectors of doubles: the operations of {@link lanegrad.kernels.scalar.WidePower} in the same
 * order, so the same bits. A power is made in two steps, for the reason that {@link PowerLoop} tells.
 */
final class LaneWidePower {

    private static final double INFINITY = Double.POSITIVE_INFINITY;

    private LaneWidePower() {
    }

    /** The first step of x to the power y, which are floats: y ln |x|. */
    static DoubleVector exponent(DoubleVector x, DoubleVector y) {
        return LaneWideLog.log(DOUBLES.cast(x).abs()).mul(y);
    }

    /** The second step, from what the first gave: e^exponent, with the special cases of C. */
    static DoubleVector power(DoubleVector x, DoubleVector y, DoubleVector exponent) {
        DoubleVector power = LaneWideExp.exp(exponent);
        x = DOUBLES.cast(x);
        y = DOUBLES.cast(y);
        DoubleVector a = x.abs();
        DoubleVector b = y.abs();
        power = power.blend(1, a.compare(EQ, 1).and(y.compare(EQ, y)));
        // Whether y is whole, and odd.
        DoubleVector half = b.mul(HALF_ONE);
        VectorMask<Double> even = half.add(ROUND).sub(ROUND).compare(EQ, half).or(b.compare(GE, EVEN));
        VectorMask<Double> broken = b.add(ROUND).sub(ROUND).compare(NE, b).andNot(even);
        power = power.blend(Double.NaN, broken.and(x.compare(LT, 0)).and(a.compare(LT, INFINITY)));
        LongVector sign = LONGS.cast(x.reinterpretAsLongs()).and(Long.MIN_VALUE);
        DoubleVector signed = DOUBLES.cast(LONGS.cast(power.reinterpretAsLongs()).or(sign).reinterpretAsDoubles());
        return signed.blend(power, even.or(broken)).blend(1, x.compare(EQ, 1).or(y.compare(EQ, 0)));
    }

    /** The length of (a, b), which are floats; infinite if either is. */
    static DoubleVector hypot(DoubleVector a, DoubleVector b) {
        a = DOUBLES.cast(a);
        b = DOUBLES.cast(b);
        DoubleVector length = a.fma(a, b.mul(b)).sqrt();
        VectorMask<Double> infinite = a.abs().compare(EQ, INFINITY).or(b.abs().compare(EQ, INFINITY));
        return length.blend(INFINITY, infinite);
    }
}

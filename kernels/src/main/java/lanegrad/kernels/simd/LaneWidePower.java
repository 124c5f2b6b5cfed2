package lanegrad.kernels.simd;

import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.LT;
import static lanegrad.kernels.base.WidePolynomials.EVEN;
import static lanegrad.kernels.simd.WideLanes.HALF_ONE;
import static lanegrad.kernels.simd.WideLanes.ROUND;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;

/**
 * Powers and lengths on vectors of doubles: the operations of {@link lanegrad.kernels.scalar.WidePower} in the same
 * order, so the same bits.
 */
final class LaneWidePower {

    private LaneWidePower() {
    }

    /** x to the power y, which are floats, with the special cases of C. */
    static DoubleVector pow(DoubleVector x, DoubleVector y) {
        DoubleVector a = x.abs();
        DoubleVector power = LaneWideExp.exp(LaneWideLog.log(a).mul(y));
        DoubleVector b = y.abs();
        DoubleVector half = b.mul(HALF_ONE);
        VectorMask<Double> even = b.compare(GE, EVEN).or(half.add(ROUND).sub(ROUND).compare(EQ, half));
        VectorMask<Double> whole = even.or(b.add(ROUND).sub(ROUND).compare(EQ, b));
        VectorMask<Double> none = x.compare(LT, 0).and(a.compare(LT, Double.POSITIVE_INFINITY)).and(whole.not());
        power = power.blend(1, a.compare(EQ, 1).and(y.compare(EQ, y))).blend(Double.NaN, none);
        LongVector sign = x.reinterpretAsLongs().and(Long.MIN_VALUE);
        power = power.blend(power.reinterpretAsLongs().or(sign).reinterpretAsDoubles(), whole.and(even.not()));
        return power.blend(1, x.compare(EQ, 1).or(y.compare(EQ, 0)));
    }

    /** The length of (a, b), which are floats; infinite if either is. */
    static DoubleVector hypot(DoubleVector a, DoubleVector b) {
        DoubleVector length = a.fma(a, b.mul(b)).sqrt();
        VectorMask<Double> infinite = a.abs().compare(EQ, Double.POSITIVE_INFINITY)
                .or(b.abs().compare(EQ, Double.POSITIVE_INFINITY));
        return length.blend(Double.POSITIVE_INFINITY, infinite);
    }
}

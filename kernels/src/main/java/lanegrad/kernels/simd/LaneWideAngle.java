package lanegrad.kernels.simd;

import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.NE;
import static jdk.incubator.vector.VectorOperators.XOR;
import static lanegrad.kernels.base.WidePolynomials.HALF_PI;
import static lanegrad.kernels.simd.Lanes.D;
import static lanegrad.kernels.simd.Lanes.DOUBLES;
import static lanegrad.kernels.simd.Lanes.LONGS;
import static lanegrad.kernels.simd.WideLanes.*;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;

/**
 * Sine, cosine, tangent and their inverses on vectors of doubles: the operations of
 * {@link lanegrad.kernels.scalar.WideAngle} in the same order, so the same bits. Methods of ours are called early, for
 * the reason that {@link LaneExp} tells.
 */
final class LaneWideAngle {

    private LaneWideAngle() {
    }

    /** sin(x) for |x| below 2^28. */
    static DoubleVector sin(DoubleVector x) {
        x = DOUBLES.cast(x);
        DoubleVector t = x.fma(TWO_OVER_PI, ROUND);
        DoubleVector r = rest(x, t);
        LongVector quarter = LONGS.cast(t.reinterpretAsLongs());
        LongVector sign = quarter.lanewise(LSHL, 62).and(Long.MIN_VALUE);
        DoubleVector y = sine(r).blend(cosine(r), quarter.and(1).compare(NE, 0).cast(D));
        return DOUBLES.cast(LONGS.cast(y.reinterpretAsLongs()).lanewise(XOR, sign).reinterpretAsDoubles());
    }

    /** cos(x) for |x| below 2^28. */
    static DoubleVector cos(DoubleVector x) {
        x = DOUBLES.cast(x);
        DoubleVector t = x.fma(TWO_OVER_PI, ROUND);
        DoubleVector r = rest(x, t);
        LongVector quarter = LONGS.cast(t.reinterpretAsLongs()).add(1);
        LongVector sign = quarter.lanewise(LSHL, 62).and(Long.MIN_VALUE);
        DoubleVector y = sine(r).blend(cosine(r), quarter.and(1).compare(NE, 0).cast(D));
        return DOUBLES.cast(LONGS.cast(y.reinterpretAsLongs()).lanewise(XOR, sign).reinterpretAsDoubles());
    }

    /** tan(x) for |x| below 2^28. */
    static DoubleVector tan(DoubleVector x) {
        x = DOUBLES.cast(x);
        DoubleVector t = x.fma(TWO_OVER_PI, ROUND);
        DoubleVector r = rest(x, t);
        DoubleVector s = sine(r);
        DoubleVector c = cosine(r);
        VectorMask<Double> odd = LONGS.cast(t.reinterpretAsLongs()).and(1).compare(NE, 0).cast(D);
        return s.blend(c.neg(), odd).div(c.blend(s, odd));
    }

    /** atan(x). */
    static DoubleVector atan(DoubleVector x) {
        x = DOUBLES.cast(x);
        DoubleVector y = angle(x.abs(), ONE);
        return DOUBLES.cast(LONGS.cast(y.reinterpretAsLongs())
                .or(LONGS.cast(x.reinterpretAsLongs()).and(Long.MIN_VALUE)).reinterpretAsDoubles());
    }

    /** asin(x). */
    static DoubleVector asin(DoubleVector x) {
        x = DOUBLES.cast(x);
        DoubleVector a = x.abs();
        DoubleVector y = angle(a, ONE.sub(a).mul(a.add(ONE)).sqrt());
        return DOUBLES.cast(LONGS.cast(y.reinterpretAsLongs())
                .or(LONGS.cast(x.reinterpretAsLongs()).and(Long.MIN_VALUE)).reinterpretAsDoubles());
    }

    /** acos(x). */
    static DoubleVector acos(DoubleVector x) {
        x = DOUBLES.cast(x);
        DoubleVector a = x.abs();
        DoubleVector y = angle(ONE.sub(a).mul(a.add(ONE)).sqrt(), a);
        return y.blend(PI.sub(y), x.compare(LT, 0));
    }

    /** The angle of the point (x, y), which are floats. */
    static DoubleVector atan2(DoubleVector y, DoubleVector x) {
        y = DOUBLES.cast(y);
        x = DOUBLES.cast(x);
        DoubleVector a = y.abs();
        DoubleVector b = x.abs();
        VectorMask<Double> infinite = a.compare(EQ, Double.POSITIVE_INFINITY)
                .and(b.compare(EQ, Double.POSITIVE_INFINITY));
        VectorMask<Double> nothing = a.compare(EQ, 0).and(b.compare(EQ, 0));
        DoubleVector angle = angle(a.blend(1, infinite), b.blend(1, nothing.or(infinite)));
        VectorMask<Double> behind = LONGS.cast(x.reinterpretAsLongs()).compare(LT, 0).cast(D);
        LongVector sign = LONGS.cast(y.reinterpretAsLongs()).and(Long.MIN_VALUE);
        DoubleVector turned = angle.blend(PI.sub(angle), behind);
        return DOUBLES.cast(LONGS.cast(turned.reinterpretAsLongs()).or(sign).reinterpretAsDoubles());
    }

    /** What is left of x after the multiple of pi/2 that was rounded in t. */
    private static DoubleVector rest(DoubleVector x, DoubleVector t) {
        DoubleVector n = t.sub(ROUND);
        return n.fma(MINUS_HALF_PI_LOW, n.fma(MINUS_HALF_PI, x));
    }

    private static DoubleVector sine(DoubleVector r) {
        r = DOUBLES.cast(r);
        DoubleVector z = r.mul(r);
        DoubleVector p = z.fma(SIN_3, SIN_2);
        p = p.fma(z, SIN_1);
        p = p.fma(z, SIN_0);
        return r.mul(p.fma(z, ONE));
    }

    private static DoubleVector cosine(DoubleVector r) {
        r = DOUBLES.cast(r);
        DoubleVector z = r.mul(r);
        DoubleVector p = z.fma(COS_3, COS_2);
        p = p.fma(z, COS_1);
        p = p.fma(z, COS_0);
        return z.mul(z).fma(p, z.fma(MINUS_HALF, ONE));
    }

    /** The angle of a point in the first quadrant, from 0, pi/4 or pi/2. */
    private static DoubleVector angle(DoubleVector y, DoubleVector x) {
        y = DOUBLES.cast(y);
        x = DOUBLES.cast(x);
        VectorMask<Double> steep = y.compare(GT, x.mul(TAN_3_PI_8));
        VectorMask<Double> middle = y.compare(GT, x.mul(TAN_PI_8));
        DoubleVector base = DoubleVector.zero(D).blend(QUARTER_PI, middle).blend(HALF_PI, steep);
        DoubleVector above = y.blend(y.sub(x), middle).blend(x.neg(), steep);
        DoubleVector t = above.div(x.blend(y.add(x), middle).blend(y, steep));
        DoubleVector z = t.mul(t);
        DoubleVector p = z.fma(ATAN_6, ATAN_5);
        p = p.fma(z, ATAN_4);
        p = p.fma(z, ATAN_3);
        p = p.fma(z, ATAN_2);
        p = p.fma(z, ATAN_1);
        p = p.fma(z, ATAN_0);
        return t.fma(p.fma(z, ONE), base);
    }
}

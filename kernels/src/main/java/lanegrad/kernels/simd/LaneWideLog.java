package lanegrad.kernels.simd;

import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.LT;
import static lanegrad.kernels.base.WidePolynomials.ONE_ABOVE;
import static lanegrad.kernels.base.WidePolynomials.SIGNIFICAND;
import static lanegrad.kernels.base.WidePolynomials.SQRT_HALF_BITS;
import static lanegrad.kernels.base.WidePolynomials.TWO_52_BITS;
import static lanegrad.kernels.simd.Lanes.DOUBLES;
import static lanegrad.kernels.simd.Lanes.LONGS;
import static lanegrad.kernels.simd.WideLanes.*;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;

/**
 * The logarithm's kin on vectors of doubles: the operations of {@link lanegrad.kernels.scalar.WideLog} in the same
 * order, so the same bits. Methods of ours are called early, for the reason that {@link LaneExp} tells.
 */
final class LaneWideLog {

    private static final double INFINITY = Double.POSITIVE_INFINITY;

    private LaneWideLog() {
    }

    /** ln x. */
    static DoubleVector log(DoubleVector x) {
        x = DOUBLES.cast(x);
        DoubleVector ln = exponent(x).fma(LN2, significand(x));
        return ln.blend(x, x.compare(EQ, INFINITY)).blend(-INFINITY, x.compare(EQ, 0))
                .blend(Double.NaN, x.compare(GE, 0).not());
    }

    /** ln x of normal x above 0; of 0 as if it were the number below those, of infinity as if it were one above. */
    static DoubleVector ofNormal(DoubleVector x) {
        return exponent(x).fma(LN2, significand(x));
    }

    /** log2 x, exact for powers of two. */
    static DoubleVector log2(DoubleVector x) {
        x = DOUBLES.cast(x);
        DoubleVector n = exponent(x);
        DoubleVector log = significand(x).fma(LOG2_E, n);
        return log.blend(x, x.compare(EQ, INFINITY)).blend(-INFINITY, x.compare(EQ, 0))
                .blend(Double.NaN, x.compare(GE, 0).not());
    }

    /** log10 x. */
    static DoubleVector log10(DoubleVector x) {
        x = DOUBLES.cast(x);
        DoubleVector log = exponent(x).fma(LN2, significand(x)).mul(LOG10_E);
        return log.blend(x, x.compare(EQ, INFINITY)).blend(-INFINITY, x.compare(EQ, 0))
                .blend(Double.NaN, x.compare(GE, 0).not());
    }

    /** ln(1 + x). */
    static DoubleVector log1p(DoubleVector x) {
        x = DOUBLES.cast(x);
        DoubleVector ln = DOUBLES.cast(LONGS.cast(onePlus(x).reinterpretAsLongs()).and(Long.MAX_VALUE)
                .or(LONGS.cast(x.reinterpretAsLongs()).and(Long.MIN_VALUE)).reinterpretAsDoubles());
        return ln.blend(x, x.compare(EQ, INFINITY)).blend(-INFINITY, x.compare(EQ, -1))
                .blend(Double.NaN, x.compare(GE, -1).not());
    }

    /** ln(1 + x) for finite x above -1, without a sign where it is 0; NaN stays. */
    static DoubleVector onePlus(DoubleVector x) {
        x = DOUBLES.cast(x);
        DoubleVector u = x.add(ONE);
        DoubleVector ln = exponent(u).fma(LN2, significand(u));
        return ln.add(x.sub(u.sub(ONE)).blend(0, x.compare(GE, 1))); // what rounding took
    }

    /** The inverse of sinh: ln(1 + a + a^2 / (1 + sqrt(1 + a^2))) with the sign of x. */
    static DoubleVector asinh(DoubleVector x) {
        x = DOUBLES.cast(x);
        DoubleVector a = x.abs();
        DoubleVector r = ONE.div(a);
        DoubleVector y = onePlus(a.add(a.div(r.add(r.fma(r, ONE).sqrt())))).blend(a, a.compare(EQ, INFINITY));
        return DOUBLES.cast(LONGS.cast(y.reinterpretAsLongs())
                .or(LONGS.cast(x.reinterpretAsLongs()).and(Long.MIN_VALUE)).reinterpretAsDoubles());
    }

    /** The inverse of cosh; NaN below 1. */
    static DoubleVector acosh(DoubleVector x) {
        x = DOUBLES.cast(x);
        DoubleVector t = x.sub(ONE).blend(Double.NaN, x.compare(LT, 1));
        return onePlus(t.add(t.mul(t.add(TWO)).sqrt())).blend(x, x.compare(EQ, INFINITY));
    }

    /** The inverse of tanh; NaN beyond 1 either way. */
    static DoubleVector atanh(DoubleVector x) {
        x = DOUBLES.cast(x);
        DoubleVector a = x.abs();
        DoubleVector y = onePlus(a.add(a).div(ONE.sub(a))).mul(HALF_ONE);
        y = y.blend(INFINITY, a.compare(EQ, 1)).blend(Double.NaN, a.compare(GT, 1));
        return DOUBLES.cast(LONGS.cast(y.reinterpretAsLongs())
                .or(LONGS.cast(x.reinterpretAsLongs()).and(Long.MIN_VALUE)).reinterpretAsDoubles());
    }

    /** The n of x = 2^n m with m between sqrt(1/2) and sqrt(2), for normal x above 0. */
    private static DoubleVector exponent(DoubleVector x) {
        x = DOUBLES.cast(x);
        LongVector k = LONGS.cast(x.reinterpretAsLongs()).add(ONE_ABOVE).lanewise(LSHR, 52);
        return DOUBLES.cast(k.or(TWO_52_BITS).reinterpretAsDoubles()).sub(TWO_52_BIASED);
    }

    /** ln m of that m: with s = (m - 1) / (m + 1) it is 2 s + s^3 Q(s^2). */
    private static DoubleVector significand(DoubleVector x) {
        x = DOUBLES.cast(x);
        DoubleVector m = DOUBLES
                .cast(LONGS.cast(x.reinterpretAsLongs()).add(ONE_ABOVE).and(SIGNIFICAND).add(SQRT_HALF_BITS)
                        .reinterpretAsDoubles());
        DoubleVector s = m.sub(ONE).div(m.add(ONE));
        DoubleVector z = s.mul(s);
        DoubleVector q = z.fma(LOG_4, LOG_3);
        q = q.fma(z, LOG_2);
        q = q.fma(z, LOG_1);
        q = q.fma(z, LOG_0);
        return s.mul(q.fma(z, TWO));
    }
}

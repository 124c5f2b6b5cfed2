package lanegrad.kernels.simd;

import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.LT;
import static lanegrad.kernels.base.WidePolynomials.ONE_ABOVE;
import static lanegrad.kernels.base.WidePolynomials.SIGNIFICAND;
import static lanegrad.kernels.base.WidePolynomials.SQRT_HALF_BITS;
import static lanegrad.kernels.base.WidePolynomials.TWO_52_BITS;
import static lanegrad.kernels.simd.WideLanes.*;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;

/**
 * The logarithm's kin on vectors of doubles: the operations of {@link lanegrad.kernels.scalar.WideLog} in the same
 * order, so the same bits. Methods of ours are called early, for the reason that {@link LaneExp} tells.
 */
final class LaneWideLog {

    private LaneWideLog() {
    }

    /** ln x. */
    static DoubleVector log(DoubleVector x) {
        return limited(x, exponent(x).fma(LN2, significand(x)));
    }

    /** log2 x, exact for powers of two. */
    static DoubleVector log2(DoubleVector x) {
        return limited(x, significand(x).fma(LOG2_E, exponent(x)));
    }

    /** log10 x. */
    static DoubleVector log10(DoubleVector x) {
        return limited(x, exponent(x).fma(LN2, significand(x)).mul(LOG10_E));
    }

    /** ln(1 + x). */
    static DoubleVector log1p(DoubleVector x) {
        return withSignOf(x, onePlus(x));
    }

    /** ln(1 + x), without a sign where it is 0. */
    static DoubleVector onePlus(DoubleVector x) {
        return limited(x.add(ONE), onePlusFinite(x));
    }

    /** ln(1 + x) for finite x above -1; NaN stays. */
    static DoubleVector onePlusFinite(DoubleVector x) {
        DoubleVector u = x.add(ONE);
        DoubleVector ln = exponent(u).fma(LN2, significand(u));
        return ln.add(x.sub(u.sub(ONE)).blend(0, x.compare(GE, 1))); // what rounding took
    }

    /** The inverse of sinh: ln(1 + a + a^2 / (1 + sqrt(1 + a^2))) with the sign of x. */
    static DoubleVector asinh(DoubleVector x) {
        DoubleVector a = x.abs();
        DoubleVector r = ONE.div(a);
        DoubleVector y = onePlus(a.add(a.div(r.add(r.fma(r, ONE).sqrt()))));
        return y.reinterpretAsLongs().or(x.reinterpretAsLongs().and(Long.MIN_VALUE)).reinterpretAsDoubles();
    }

    /** The inverse of cosh; NaN below 1. */
    static DoubleVector acosh(DoubleVector x) {
        DoubleVector t = x.sub(ONE).blend(Double.NaN, x.compare(LT, 1));
        return onePlus(t.add(t.mul(t.add(TWO)).sqrt()));
    }

    /** The inverse of tanh; NaN beyond 1 either way. */
    static DoubleVector atanh(DoubleVector x) {
        DoubleVector a = x.abs();
        DoubleVector y = onePlus(a.add(a).div(ONE.sub(a))).mul(HALF_ONE);
        return y.reinterpretAsLongs().or(x.reinterpretAsLongs().and(Long.MIN_VALUE)).reinterpretAsDoubles();
    }

    /** What becomes of a logarithm where x is not positive or not finite. */
    private static DoubleVector limited(DoubleVector x, DoubleVector log) {
        return log.blend(x, x.compare(EQ, Double.POSITIVE_INFINITY))
                .blend(Double.NEGATIVE_INFINITY, x.compare(EQ, 0)).blend(Double.NaN, x.compare(GE, 0).not());
    }

    /** The n of x = 2^n m with m between sqrt(1/2) and sqrt(2), for normal x above 0. */
    private static DoubleVector exponent(DoubleVector x) {
        LongVector k = x.reinterpretAsLongs().add(ONE_ABOVE).lanewise(LSHR, 52);
        return k.or(TWO_52_BITS).reinterpretAsDoubles().sub(TWO_52_BIASED);
    }

    /** ln m of that m: with s = (m - 1) / (m + 1) it is 2 s + s^3 Q(s^2). */
    private static DoubleVector significand(DoubleVector x) {
        DoubleVector m = x.reinterpretAsLongs().add(ONE_ABOVE).and(SIGNIFICAND).add(SQRT_HALF_BITS)
                .reinterpretAsDoubles();
        DoubleVector s = m.sub(ONE).div(m.add(ONE));
        DoubleVector z = s.mul(s);
        DoubleVector q = z.fma(LOG_4, LOG_3);
        q = q.fma(z, LOG_2);
        q = q.fma(z, LOG_1);
        q = q.fma(z, LOG_0);
        return s.mul(q.fma(z, TWO));
    }
}

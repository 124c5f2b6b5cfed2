package lanegrad.kernels.simd;

import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.NE;
import static lanegrad.kernels.base.WidePolynomials.ERFC_END;
import static lanegrad.kernels.base.WidePolynomials.EXP2_END;
import static lanegrad.kernels.base.WidePolynomials.EXP_END;
import static lanegrad.kernels.base.WidePolynomials.MISH_END;
import static lanegrad.kernels.simd.Lanes.D;
import static lanegrad.kernels.simd.Lanes.DOUBLES;
import static lanegrad.kernels.simd.Lanes.LONGS;
import static lanegrad.kernels.simd.WideLanes.*;

import jdk.incubator.vector.DoubleVector;

/**
 * The exponential's kin on vectors of doubles: the operations of {@link lanegrad.kernels.scalar.WideExp} in the same
 * order, so the same bits. Methods of ours are called early, for the reason that {@link LaneExp} tells.
 */
final class LaneWideExp {

    private LaneWideExp() {
    }

    /** e^x; NaN stays. */
    static DoubleVector exp(DoubleVector x) {
        x = DOUBLES.cast(x);
        DoubleVector y = x.blend(-EXP_END, x.compare(LT, -EXP_END)).blend(EXP_END, x.compare(GT, EXP_END));
        DoubleVector t = y.fma(LOG2_E, ROUND_BIASED);
        DoubleVector p = minusOne(t.sub(ROUND_BIASED).fma(MINUS_LN2, y));
        DoubleVector s = DOUBLES.cast(LONGS.cast(t.reinterpretAsLongs()).lanewise(LSHL, 52).reinterpretAsDoubles());
        return p.fma(s, s);
    }

    /** e^x - 1, without a sign where it is 0. */
    private static DoubleVector expMinusOne(DoubleVector x) {
        x = DOUBLES.cast(x);
        DoubleVector y = x.blend(-EXP_END, x.compare(LT, -EXP_END)).blend(EXP_END, x.compare(GT, EXP_END));
        DoubleVector t = y.fma(LOG2_E, ROUND_BIASED);
        DoubleVector p = minusOne(t.sub(ROUND_BIASED).fma(MINUS_LN2, y));
        DoubleVector s = DOUBLES.cast(LONGS.cast(t.reinterpretAsLongs()).lanewise(LSHL, 52).reinterpretAsDoubles());
        return p.fma(s, s.sub(ONE));
    }

    /** e^x - 1. */
    static DoubleVector expm1(DoubleVector x) {
        x = DOUBLES.cast(x);
        return DOUBLES.cast(LONGS.cast(expMinusOne(x).reinterpretAsLongs()).and(Long.MAX_VALUE)
                .or(LONGS.cast(x.reinterpretAsLongs()).and(Long.MIN_VALUE)).reinterpretAsDoubles());
    }

    /** 2^x. */
    static DoubleVector exp2(DoubleVector x) {
        x = DOUBLES.cast(x);
        DoubleVector y = x.blend(-EXP2_END, x.compare(LT, -EXP2_END)).blend(EXP2_END, x.compare(GT, EXP2_END));
        DoubleVector t = y.add(ROUND_BIASED);
        DoubleVector p = minusOne(y.sub(t.sub(ROUND_BIASED)).mul(LN2));
        DoubleVector s = DOUBLES.cast(LONGS.cast(t.reinterpretAsLongs()).lanewise(LSHL, 52).reinterpretAsDoubles());
        return p.fma(s, s);
    }

    /** The cube root: e to the power ln(|x|) / 3, with the sign of x; of 0 and infinity, beyond every float. */
    static DoubleVector cbrt(DoubleVector x) {
        x = DOUBLES.cast(x);
        DoubleVector y = LaneWideLog.ofNormal(x.abs()).mul(THIRD);
        DoubleVector t = y.fma(LOG2_E, ROUND_BIASED);
        DoubleVector p = minusOne(t.sub(ROUND_BIASED).fma(MINUS_LN2, y));
        DoubleVector s = DOUBLES.cast(LONGS.cast(t.reinterpretAsLongs()).lanewise(LSHL, 52).reinterpretAsDoubles());
        DoubleVector root = DOUBLES.cast(LONGS.cast(p.fma(s, s).reinterpretAsLongs())
                .or(LONGS.cast(x.reinterpretAsLongs()).and(Long.MIN_VALUE)).reinterpretAsDoubles());
        return root.blend(x, x.compare(NE, x));
    }

    /** (e^x - e^-x) / 2. */
    static DoubleVector sinh(DoubleVector x) {
        x = DOUBLES.cast(x);
        DoubleVector e = expMinusOne(x.abs());
        DoubleVector y = e.add(e.div(e.add(ONE))).mul(HALF_ONE);
        return DOUBLES.cast(LONGS.cast(y.reinterpretAsLongs())
                .or(LONGS.cast(x.reinterpretAsLongs()).and(Long.MIN_VALUE)).reinterpretAsDoubles());
    }

    /** (e^x + e^-x) / 2. */
    static DoubleVector cosh(DoubleVector x) {
        x = DOUBLES.cast(x);
        DoubleVector e = exp(x.abs());
        return e.add(ONE.div(e)).mul(HALF_ONE);
    }

    /** log(1 + e^x). */
    static DoubleVector softplus(DoubleVector x) {
        x = DOUBLES.cast(x);
        DoubleVector ln = LaneWideLog.onePlus(exp(x.abs().neg()));
        return ln.add(DoubleVector.zero(D).blend(x, x.compare(GT, 0)));
    }

    /** -log(1 + e^-x). */
    static DoubleVector logSigmoid(DoubleVector x) {
        x = DOUBLES.cast(x);
        DoubleVector ln = LaneWideLog.onePlus(exp(x.abs().neg()));
        return ln.add(DoubleVector.zero(D).blend(x.neg(), x.compare(LT, 0))).neg();
    }

    /** x tanh(log(1 + e^x)), which is x n / (n + 2) with n = e^x (e^x + 2). */
    static DoubleVector mish(DoubleVector x) {
        x = DOUBLES.cast(x);
        DoubleVector low = x.blend(-MISH_END, x.compare(LT, -MISH_END));
        DoubleVector e = exp(low.blend(MISH_END, low.compare(GT, MISH_END)));
        DoubleVector n = e.mul(e.add(TWO));
        return low.mul(n.div(n.add(TWO)));
    }

    /** x above 0, else alpha (e^x - 1). */
    static DoubleVector elu(DoubleVector x, DoubleVector alpha) {
        return expm1(x).mul(alpha).blend(x, x.compare(GT, 0));
    }

    /** x above 0, else alpha (e^(x / alpha) - 1). */
    static DoubleVector celu(DoubleVector x, DoubleVector alpha) {
        x = DOUBLES.cast(x);
        return expm1(x.div(alpha)).mul(alpha).blend(x, x.compare(GT, 0));
    }

    /** 1 - erf(x). */
    static DoubleVector erfc(DoubleVector x) {
        x = DOUBLES.cast(x);
        DoubleVector a = x.abs();
        a = a.blend(ERFC_END, a.compare(GT, ERFC_END));
        DoubleVector e = exp(a.mul(a).neg());
        DoubleVector v = ONE.div(a.fma(ERFC_SCALE, ONE));
        DoubleVector p = v.fma(ERFC_13, ERFC_12);
        p = p.fma(v, ERFC_11);
        p = p.fma(v, ERFC_10);
        p = p.fma(v, ERFC_9);
        p = p.fma(v, ERFC_8);
        p = p.fma(v, ERFC_7);
        p = p.fma(v, ERFC_6);
        p = p.fma(v, ERFC_5);
        p = p.fma(v, ERFC_4);
        p = p.fma(v, ERFC_3);
        p = p.fma(v, ERFC_2);
        p = p.fma(v, ERFC_1);
        p = p.fma(v, ERFC_0);
        DoubleVector tail = p.mul(v).mul(e);
        return tail.blend(TWO.sub(tail), x.compare(LT, 0));
    }

    /** e^r - 1 for |r| at most ln(2) / 2. */
    private static DoubleVector minusOne(DoubleVector r) {
        r = DOUBLES.cast(r);
        DoubleVector p = r.fma(EXP_7, EXP_6);
        p = p.fma(r, EXP_5);
        p = p.fma(r, EXP_4);
        p = p.fma(r, EXP_3);
        p = p.fma(r, EXP_2);
        p = p.fma(r, EXP_1);
        p = p.fma(r, EXP_0);
        return p.mul(r);
    }
}

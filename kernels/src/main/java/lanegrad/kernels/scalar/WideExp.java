package lanegrad.kernels.scalar;

import static java.lang.Math.fma;
import static lanegrad.kernels.base.WidePolynomials.*;

/**
 * The exponential's kin for floats, computed in doubles: rounded to a float, within 0.51 ULP, and the same bits before
 * and after compilation. As doubles the results are good to 1e-11, no more.
 */
public final class WideExp {

    private WideExp() {
    }

    /** e^x; NaN stays. */
    static double exp(double x) {
        double y = within(x, EXP_END);
        double t = fma(y, LOG2_E, ROUND_BIASED);
        double s = power(t);
        return fma(minusOne(fma(t - ROUND_BIASED, -LN2, y)), s, s);
    }

    /** e^x - 1, without a sign where it is 0. */
    private static double expMinusOne(double x) {
        double y = within(x, EXP_END);
        double t = fma(y, LOG2_E, ROUND_BIASED);
        double s = power(t);
        return fma(minusOne(fma(t - ROUND_BIASED, -LN2, y)), s, s - 1);
    }

    /** e^x - 1. */
    public static double expm1(double x) {
        return Math.copySign(expMinusOne(x), x);
    }

    /** 2^x. */
    public static double exp2(double x) {
        double y = within(x, EXP2_END);
        double t = y + ROUND_BIASED;
        double s = power(t);
        return fma(minusOne((y - (t - ROUND_BIASED)) * LN2), s, s);
    }

    /** The cube root: e to the power ln(|x|) / 3, with the sign of x; of 0 and infinity, beyond every float. */
    public static double cbrt(double x) {
        double y = WideLog.ofNormal(Math.abs(x)) * THIRD;
        double t = fma(y, LOG2_E, ROUND_BIASED);
        double s = power(t);
        double root = Math.copySign(fma(minusOne(fma(t - ROUND_BIASED, -LN2, y)), s, s), x);
        return x == x ? root : x;
    }

    /** (e^x - e^-x) / 2. */
    public static double sinh(double x) {
        double e = expMinusOne(Math.abs(x));
        return Math.copySign((e + e / (e + 1)) * 0.5, x);
    }

    /** (e^x + e^-x) / 2. */
    public static double cosh(double x) {
        double e = exp(Math.abs(x));
        return (e + 1 / e) * 0.5;
    }

    /** log(1 + e^x). */
    public static double softplus(double x) {
        return WideLog.onePlusFinite(exp(-Math.abs(x))) + (x > 0 ? x : 0);
    }

    /** -log(1 + e^-x). */
    public static double logSigmoid(double x) {
        return -(WideLog.onePlusFinite(exp(-Math.abs(x))) + (x < 0 ? -x : 0));
    }

    /** x tanh(log(1 + e^x)), which is x n / (n + 2) with n = e^x (e^x + 2). */
    public static double mish(double x) {
        double low = x < -MISH_END ? -MISH_END : x;
        double e = exp(low > MISH_END ? MISH_END : low);
        double n = e * (e + 2);
        return low * (n / (n + 2));
    }

    /** x above 0, else alpha (e^x - 1). */
    public static double elu(double x, double alpha) {
        return x > 0 ? x : Math.copySign(expMinusOne(x), x) * alpha;
    }

    /** x above 0, else alpha (e^(x / alpha) - 1). */
    public static double celu(double x, double alpha) {
        double y = x / alpha;
        return x > 0 ? x : Math.copySign(expMinusOne(y), y) * alpha;
    }

    /** 1 - erf(x). */
    public static double erfc(double x) {
        double a = Math.abs(x);
        a = a > ERFC_END ? ERFC_END : a;
        double e = exp(-(a * a));
        double v = 1 / fma(a, ERFC_SCALE, 1);
        double p = fma(v, ERFC_13, ERFC_12);
        p = fma(p, v, ERFC_11);
        p = fma(p, v, ERFC_10);
        p = fma(p, v, ERFC_9);
        p = fma(p, v, ERFC_8);
        p = fma(p, v, ERFC_7);
        p = fma(p, v, ERFC_6);
        p = fma(p, v, ERFC_5);
        p = fma(p, v, ERFC_4);
        p = fma(p, v, ERFC_3);
        p = fma(p, v, ERFC_2);
        p = fma(p, v, ERFC_1);
        p = fma(p, v, ERFC_0);
        double tail = p * v * e;
        return x < 0 ? 2 - tail : tail;
    }

    /** x, but no further from 0 than a limit; NaN stays. */
    private static double within(double x, double limit) {
        double y = x < -limit ? -limit : x;
        return y > limit ? limit : y;
    }

    /** 2^n from a number to which {@link lanegrad.kernels.base.WidePolynomials#ROUND_BIASED} has been added. */
    private static double power(double t) {
        return Double.longBitsToDouble(Double.doubleToRawLongBits(t) << 52);
    }

    /** e^r - 1 for |r| at most ln(2) / 2. */
    private static double minusOne(double r) {
        double p = fma(r, EXP_7, EXP_6);
        p = fma(p, r, EXP_5);
        p = fma(p, r, EXP_4);
        p = fma(p, r, EXP_3);
        p = fma(p, r, EXP_2);
        p = fma(p, r, EXP_1);
        p = fma(p, r, EXP_0);
        return p * r;
    }
}

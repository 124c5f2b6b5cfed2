package lanegrad.kernels.scalar;

import static java.lang.Math.fma;
import static lanegrad.kernels.base.WidePolynomials.*;

/**
 * The logarithm's kin for floats, computed in doubles: rounded to a float, within 0.51 ULP, and the same bits before
 * and after compilation. As doubles the results are good to 1e-12, no more.
 */
public final class WideLog {

    private WideLog() {
    }

    /** ln x. */
    static double log(double x) {
        return limited(x, ofNormal(x));
    }

    /** ln x of normal x above 0; of 0 as if it were the number below those, of infinity as if it were one above. */
    static double ofNormal(double x) {
        return fma(exponent(x), LN2, significand(x));
    }

    /** log2 x, exact for powers of two. */
    public static double log2(double x) {
        return limited(x, fma(significand(x), LOG2_E, exponent(x)));
    }

    /** log10 x. */
    public static double log10(double x) {
        return limited(x, fma(exponent(x), LN2, significand(x)) * LOG10_E);
    }

    /** ln(1 + x). */
    public static double log1p(double x) {
        return Math.copySign(onePlus(x), x);
    }

    /** ln(1 + x), without a sign where it is 0. */
    static double onePlus(double x) {
        return limited(x + 1, onePlusFinite(x));
    }

    /** ln(1 + x) for finite x above -1; NaN stays. */
    static double onePlusFinite(double x) {
        double u = x + 1;
        double ln = fma(exponent(u), LN2, significand(u));
        return ln + (x >= 1 ? 0 : x - (u - 1)); // what rounding took
    }

    /** The inverse of sinh: ln(1 + a + a^2 / (1 + sqrt(1 + a^2))) with the sign of x. */
    public static double asinh(double x) {
        double a = Math.abs(x);
        double r = 1 / a;
        return Math.copySign(onePlus(a + a / (r + Math.sqrt(fma(r, r, 1)))), x);
    }

    /** The inverse of cosh; NaN below 1. */
    public static double acosh(double x) {
        double t = x < 1 ? Double.NaN : x - 1;
        return onePlus(t + Math.sqrt(t * (t + 2)));
    }

    /** The inverse of tanh; NaN beyond 1 either way. */
    public static double atanh(double x) {
        double a = Math.abs(x);
        return Math.copySign(onePlus((a + a) / (1 - a)) * 0.5, x);
    }

    /** What becomes of a logarithm where x is not positive or not finite. */
    private static double limited(double x, double log) {
        if (!(x >= 0)) {
            return Double.NaN;
        }
        return x == 0 ? Double.NEGATIVE_INFINITY : x == Double.POSITIVE_INFINITY ? x : log;
    }

    /** The n of x = 2^n m with m between sqrt(1/2) and sqrt(2), for normal x above 0. */
    private static double exponent(double x) {
        long k = Double.doubleToRawLongBits(x) + ONE_ABOVE >>> 52;
        return Double.longBitsToDouble(k | TWO_52_BITS) - TWO_52_BIASED;
    }

    /** ln m of that m: with s = (m - 1) / (m + 1) it is 2 s + s^3 Q(s^2). */
    private static double significand(double x) {
        long bits = Double.doubleToRawLongBits(x) + ONE_ABOVE & SIGNIFICAND;
        double m = Double.longBitsToDouble(bits + SQRT_HALF_BITS);
        double s = (m - 1) / (m + 1);
        double z = s * s;
        double q = fma(z, LOG_4, LOG_3);
        q = fma(q, z, LOG_2);
        q = fma(q, z, LOG_1);
        q = fma(q, z, LOG_0);
        return s * fma(q, z, 2);
    }
}

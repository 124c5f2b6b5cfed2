package lanegrad.kernels.scalar;

import static java.lang.Math.fma;
import static lanegrad.kernels.base.Polynomials.*;

/** The logarithm on floats, by a polynomial of our own: the same bits before and after compilation. */
public final class FloatLog {

    private FloatLog() {
    }

    /** ln x, within 1 ULP. */
    public static float log(float x) {
        if (!(x > 0 && x < Float.POSITIVE_INFINITY)) {
            return x == 0 ? Float.NEGATIVE_INFINITY : x < 0 ? Float.NaN : x;
        }
        boolean small = x < Float.MIN_NORMAL;
        int bits = Float.floatToRawIntBits(small ? x * UP_23 : x);
        int k = bits - SQRT_HALF_BITS >> 23;
        float f = Float.intBitsToFloat(bits - (k << 23)) - 1;
        float n = small ? k - 23 : k;
        // n LN2_HIGH is exact and at least f, so high + low is exactly their sum.
        float whole = n * LN2_HIGH;
        float high = whole + f;
        float low = whole - high + f;
        low = fma(n, LN2_LOW, low);
        return high + fma(f * f, quotient(f), low);
    }

    /** (log(1 + f) - f) / f^2 on the reduced range. */
    private static float quotient(float f) {
        float p = fma(f, LOG_8, LOG_7);
        p = fma(p, f, LOG_6);
        p = fma(p, f, LOG_5);
        p = fma(p, f, LOG_4);
        p = fma(p, f, LOG_3);
        p = fma(p, f, LOG_2);
        p = fma(p, f, LOG_1);
        return fma(p, f, LOG_0);
    }
}

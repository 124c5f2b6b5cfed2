package lanegrad.kernels.scalar;

import static java.lang.Math.fma;
import static lanegrad.kernels.base.Polynomials.*;

/** The exponential and its kin on floats, by polynomials of our own: the same bits before and after compilation. */
public final class FloatExp {

    private FloatExp() {
    }

    /** e^x, within 1 ULP. */
    public static float exp(float x) {
        if (x != x) {
            return x;
        }
        float y = x < EXP_ZERO ? EXP_ZERO : x;
        y = y > EXP_INFINITE ? EXP_INFINITE : y;
        float t = fma(y, LOG2_E, ROUND);
        float n = t - ROUND;
        float p = power(fma(n, -LN2_LOW, fma(n, -LN2_HIGH, y))); // the inner one is exact
        // 2^n in two factors, so that a subnormal result is rounded once.
        int whole = Float.floatToRawIntBits(t);
        int most = Math.max(whole, ROUND_LEAST);
        int rest = (whole - most << 23) + TWO_BITS;
        return p * Float.intBitsToFloat(most << 23) * Float.intBitsToFloat(rest);
    }

    /** tanh(x), within 2 ULP: a polynomial near zero, elsewhere 1 - 1 / (e/2 + 1/2) with e = e^2|x|. */
    public static float tanh(float x) {
        float a = Math.abs(x);
        if (!(a >= TANH_NEAR)) {
            float s = a * a;
            float q = fma(s, TANH_4, TANH_3);
            q = fma(q, s, TANH_2);
            q = fma(q, s, TANH_1);
            q = fma(q, s, TANH_0);
            return withSignOf(x, fma(q * s, a, a));
        }
        float y = least(a, TANH_ONE_BITS);
        y = y + y;
        float t = fma(y, LOG2_E, ROUND);
        float n = t - ROUND;
        float p = power(fma(n, -LN2_LOW, fma(n, -LN2_HIGH, y)));
        float e = p * Float.intBitsToFloat(Float.floatToRawIntBits(t) << 23);
        return withSignOf(x, 1 - 1 / (e + 0.5f));
    }

    /**
     * 1 / (1 + e^-x), within 2 ULP: with z = e^-|x| it is b - b z / (1 + z), where b is z below zero, and 1 from there
     * on.
     */
    public static float sigmoid(float x) {
        if (x != x) {
            return x;
        }
        float y = -Math.abs(x);
        float e = expUp(y < EXP_ZERO ? EXP_ZERO : y, 0);
        float z = e * DOWN;
        float b = x < 0 ? e : UP;
        return fma(-b, z / (z + 1), b) * DOWN;
    }

    /** 2^32 e^(y - rest) for y from -108 to 0 and a rest that is small; NaN gives a number of no meaning. */
    static float expUp(float y, float rest) {
        float t = fma(y, LOG2_E, ROUND_UP);
        float n = t - ROUND_UP;
        float p = power(fma(n, -LN2_HIGH, y) - fma(n, LN2_LOW, rest));
        return Float.intBitsToFloat(Float.floatToRawIntBits(p) + (Float.floatToRawIntBits(t) << 23));
    }

    /** e^r for |r| at most ln(2) / 2. */
    private static float power(float r) {
        float p = fma(r, EXP_4, EXP_3);
        p = fma(p, r, EXP_2);
        p = fma(p, r, EXP_1);
        p = fma(p, r, EXP_0);
        p = fma(p, r, 1);
        return fma(p, r, 1);
    }

    /** The lesser of a, which is not negative, and a float given as bits; the latter if a is NaN. */
    static float least(float a, int bits) {
        return Float.intBitsToFloat(Math.min(Float.floatToRawIntBits(a), bits));
    }

    /** The magnitude of y, which is not negative, with the sign of x. */
    static float withSignOf(float x, float y) {
        return Float.intBitsToFloat(Float.floatToRawIntBits(x) & Integer.MIN_VALUE | Float.floatToRawIntBits(y));
    }
}

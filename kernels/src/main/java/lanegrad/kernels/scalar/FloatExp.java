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
        float e = expUp(y < EXP_ZERO ? EXP_ZERO : y);
        float z = e * DOWN;
        float b = x < 0 ? e : UP;
        return fma(-b, z / (z + 1), b) * DOWN;
    }

    /** x / (1 + e^-x), within 4 ULP. */
    public static float silu(float x) {
        float a = least(Math.abs(x), SILU_END_BITS);
        float e = expUp(-a);
        float below = e * -a * DOWN;
        return (x < 0 ? below : x) / fma(e, DOWN, 1);
    }

    /**
     * {@code g} times the derivative of {@link #silu} at x: with z = e^-|x| and h = 1 / (1 + z) it is m = z h (1 - |x|
     * h) below zero and 1 - m above.
     */
    public static float siluBackward(float x, float g) {
        float a = least(Math.abs(x), SILU_END_BITS);
        float z = expUp(-a) * DOWN;
        float h = 1 / (z + 1);
        float m = z * h * fma(-a, h, 1);
        return g * (x < 0 ? m : x != x ? x : 1 - m);
    }

    /** x / (1 + |x|), within 1 ULP: 1 at infinity. */
    public static float softsign(float x) {
        float a = least(Math.abs(x), MOST_BITS);
        return x != x ? x : withSignOf(x, a / (a + 1));
    }

    /** x/6 times x + 3 held between 0 and 6, within 2 ULP. */
    public static float hardSwish(float x) {
        float y = x < -3 ? -3 : x;
        float six = y + 3;
        return y * ((six > 6 ? 6 : six) / 6);
    }

    /** 2^32 e^y for y from -109 to 0; NaN gives a number of no meaning. */
    static float expUp(float y) {
        float t = fma(y, LOG2_E, ROUND_UP);
        float n = t - ROUND_UP;
        float p = power(fma(n, -LN2_LOW, fma(n, -LN2_HIGH, y)));
        return Float.intBitsToFloat(Float.floatToRawIntBits(p) + (Float.floatToRawIntBits(t) << 23));
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

package lanegrad.kernels.scalar;

import static java.lang.Math.fma;
import static lanegrad.kernels.base.Polynomials.*;
import static lanegrad.kernels.scalar.FloatExp.expUp;
import static lanegrad.kernels.scalar.FloatExp.least;
import static lanegrad.kernels.scalar.FloatExp.withSignOf;

/** The error function and the GELU made of it on floats: the same bits before and after compilation. */
public final class FloatNormal {

    private FloatNormal() {
    }

    /** erf(x), within 2 ULP: a polynomial near zero, elsewhere 1 less twice the tail of the normal distribution. */
    public static float erf(float x) {
        float a = Math.abs(x);
        if (!(a >= ERF_NEAR)) {
            float s = a * a;
            float p = fma(s, ERF_5, ERF_4);
            p = fma(p, s, ERF_3);
            p = fma(p, s, ERF_2);
            p = fma(p, s, ERF_1);
            p = fma(p, s, ERF_0);
            return withSignOf(x, fma(p, a, a));
        }
        float c = least(a, ERF_ONE_BITS);
        float wide = c * SQRT_2;
        return withSignOf(x, fma(tail(wide, wide * wide) * expUp(c * -c), MINUS_TWICE_DOWN, 1));
    }

    /** x P(x) with the normal distribution P, within 4 ULP: by the tail h = a P(-a) of a = |x|, it is x - h or -h. */
    public static float gelu(float x) {
        float a = least(Math.abs(x), TAIL_END_BITS);
        float z = a * a;
        float t = fma(rise(a, z), z, a * 0.5f);
        float h = t / below(t, a, z) * bell(a, z);
        return fma(h, -DOWN, x < 0 ? 0 : x);
    }

    /** {@code g} times the derivative of {@link #gelu} at x, which is m = P(-a) - a p(a) below zero and 1 - m above. */
    public static float geluBackward(float x, float g) {
        float a = least(Math.abs(x), TAIL_END_BITS);
        float z = a * a;
        float m = fma(a, -NORMAL_PEAK, tail(a, z)) * (bell(a, z) * DOWN);
        return g * (x < 0 ? m : x != x ? x : 1 - m);
    }

    /** 2^32 e^(-a^2/2) for a from 0 to TAIL_END, with z, which is a^2 rounded: the exponent is not. */
    private static float bell(float a, float z) {
        float t = fma(z, BELL_LOG2_E, ROUND_WHOLE);
        float n = fma(t, BELL_LN2_HIGH, BELL_ROUND); // times twice ln 2, and exact
        float r = fma(n, BELL_LN2_REST, fma(a, a, n)); // times -2
        float p = fma(r, BELL_6, BELL_5);
        p = fma(p, r, BELL_4);
        p = fma(p, r, BELL_3);
        p = fma(p, r, BELL_2);
        p = fma(p, r, BELL_1);
        p = fma(p, r, UP);
        return Float.intBitsToFloat(Float.floatToRawIntBits(p) + (Float.floatToRawIntBits(t) << 23));
    }

    /** P(-a) e^(z/2) with z = a^2. */
    private static float tail(float a, float z) {
        float s = rise(a, z);
        return fma(s, a, 0.5f) / below(fma(s, z, a * 0.5f), a, z);
    }

    /** (T - a / 2) / z. */
    private static float rise(float a, float z) {
        return fma(z, fma(a, TAIL_4, TAIL_3), fma(a, TAIL_2, TAIL_1));
    }

    /** What stands below the line, with t = T. */
    private static float below(float t, float a, float z) {
        return fma(t, BELOW_T, fma(z, fma(a, BELOW_3, BELOW_2), a * BELOW_1)) + 1;
    }
}

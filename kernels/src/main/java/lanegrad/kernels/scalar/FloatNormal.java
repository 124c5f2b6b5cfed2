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
        float v = 1 / fma(c, QUARTER_SQRT_2, 1);
        float tail = v * tail(v) * expUp(c * -c);
        return withSignOf(x, fma(tail, MINUS_TWICE_DOWN, 1));
    }

    /** x P(x) with the normal distribution P, within 4 ULP: by the tail h = -a P(-a) of a = |x|, it is x + h or h. */
    public static float gelu(float x) {
        float a = least(Math.abs(x), TAIL_END_BITS);
        float d = fma(a, 0.25f, 1);
        float v = 1 / d;
        float half = a * -0.5f;
        float y = half * a;
        // What rounding took from v and from y is a small relative error of h, made good in the exponent.
        float vRest = fma(fma(a, 0.25f, 1 - d), v, fma(d, v, -1));
        float rest = fma(vRest, fma(v, TAIL_SLOPE, 1), fma(-half, a, y));
        float h = a * (v * tail(v)) * expUp(y, rest) * -DOWN;
        return x < 0 ? h : x + h;
    }

    /** {@code g} times the derivative of {@link #gelu} at x, which is m = P(-a) - a p(a) below zero and 1 - m above. */
    public static float geluBackward(float x, float g) {
        float a = least(Math.abs(x), TAIL_END_BITS);
        float v = 1 / fma(a, 0.25f, 1);
        float e = expUp(a * -0.5f * a) * DOWN;
        float m = fma(a, -NORMAL_PEAK, v * tail(v)) * e;
        return g * (x < 0 ? m : x != x ? x : 1 - m);
    }

    /** P(-a) exp(a^2/2) / v for v = 1 / (1 + a/4). */
    private static float tail(float v) {
        float p = fma(v, TAIL_9, TAIL_8);
        p = fma(p, v, TAIL_7);
        p = fma(p, v, TAIL_6);
        p = fma(p, v, TAIL_5);
        p = fma(p, v, TAIL_4);
        p = fma(p, v, TAIL_3);
        p = fma(p, v, TAIL_2);
        p = fma(p, v, TAIL_1);
        return fma(p, v, TAIL_0);
    }
}

package lanegrad.kernels.scalar;

import static java.lang.Math.fma;
import static lanegrad.kernels.base.Polynomials.*;
import static lanegrad.kernels.scalar.FloatExp.expUp;
import static lanegrad.kernels.scalar.FloatExp.least;

/**
 * The GELU made of tanh, x / (1 + e^-u) with u = 2 sqrt(2/pi) (x + 0.044715 x^3), on floats: the same bits before and
 * after compilation.
 */
public final class FloatGelu {

    private FloatGelu() {
    }

    /** The function, within 4 ULP. */
    public static float gelu(float x) {
        float a = least(Math.abs(x), GELU_END_BITS);
        // u in twice the precision: an error in it is a relative error of e^-u.
        float square = a * a;
        float squareRest = fma(-a, a, square);
        float w = fma(square, GELU_3, GELU_1_HIGH);
        float wRest = fma(square, GELU_3, GELU_1_HIGH - w); // the difference is exact
        wRest = fma(squareRest, -GELU_3, wRest) + fma(square, GELU_3_LOW, GELU_1_LOW);
        float y = -a * w;
        float e = expUp(y, fma(a, wRest, fma(a, w, y)));
        float below = e * -a * DOWN;
        return (x < 0 ? below : x) / fma(e, DOWN, 1);
    }

    /**
     * {@code g} times the derivative of {@link #gelu} at x: with z = e^-|u| and h = 1 / (1 + z) it is m = z h (1 - |x|
     * u' h) below zero and 1 - m above.
     */
    public static float geluBackward(float x, float g) {
        float a = least(Math.abs(x), GELU_END_BITS);
        float square = a * a;
        float z = expUp(-a * fma(square, GELU_3, GELU_1)) * DOWN;
        float h = 1 / (z + 1);
        float slope = -a * fma(square, GELU_9, GELU_1);
        float m = z * h * fma(slope, h, 1);
        return g * (x < 0 ? m : x != x ? x : 1 - m);
    }
}

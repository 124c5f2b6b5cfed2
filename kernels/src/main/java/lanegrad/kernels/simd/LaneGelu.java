package lanegrad.kernels.simd;

import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.NE;
import static lanegrad.kernels.base.Polynomials.GELU_END_BITS;
import static lanegrad.kernels.base.Polynomials.MAGNITUDE;
import static lanegrad.kernels.simd.LaneExp.expUp;
import static lanegrad.kernels.simd.LanePolynomials.*;
import static lanegrad.kernels.simd.Lanes.FLOATS;
import static lanegrad.kernels.simd.Lanes.INTS;

import jdk.incubator.vector.FloatVector;

/**
 * The GELU made of tanh, x / (1 + e^-u) with u = 2 sqrt(2/pi) (x + 0.044715 x^3), on vectors of floats: the operations
 * of {@link lanegrad.kernels.scalar.FloatGelu} in the same order, so the same bits.
 */
public final class LaneGelu {

    private LaneGelu() {
    }

    /** The function, within 4 ULP. */
    public static FloatVector gelu(FloatVector x) {
        x = FLOATS.cast(x);
        FloatVector a = FLOATS
                .cast(INTS.cast(x.reinterpretAsInts()).and(MAGNITUDE).min(GELU_END_BITS).reinterpretAsFloats());
        // u in twice the precision: an error in it is a relative error of e^-u.
        FloatVector minus = a.neg();
        FloatVector square = a.mul(a);
        FloatVector squareRest = minus.fma(a, square);
        FloatVector w = square.fma(GELU_3, GELU_1_HIGH);
        FloatVector wRest = square.fma(GELU_3, GELU_1_HIGH.sub(w)); // the difference is exact
        wRest = squareRest.fma(MINUS_GELU_3, wRest).add(square.fma(GELU_3_LOW, GELU_1_LOW));
        FloatVector y = minus.mul(w);
        FloatVector e = expUp(y, a.fma(wRest, a.fma(w, y)));
        FloatVector below = e.mul(minus).mul(DOWN);
        return x.blend(below, x.compare(LT, 0)).div(e.fma(DOWN, ONE)); // NaN is not below zero
    }

    /**
     * {@code g} times the derivative of {@link #gelu} at x: with z = e^-|u| and h = 1 / (1 + z) it is m = z h (1 - |x|
     * u' h) below zero and 1 - m above.
     */
    public static FloatVector geluBackward(FloatVector x, FloatVector g) {
        x = FLOATS.cast(x);
        g = FLOATS.cast(g);
        FloatVector a = FLOATS
                .cast(INTS.cast(x.reinterpretAsInts()).and(MAGNITUDE).min(GELU_END_BITS).reinterpretAsFloats());
        FloatVector square = a.mul(a);
        FloatVector minus = a.neg();
        FloatVector z = expUp(minus.mul(square.fma(GELU_3, GELU_1))).mul(DOWN);
        FloatVector h = ONE.div(z.add(ONE));
        FloatVector slope = minus.mul(square.fma(GELU_9, GELU_1));
        FloatVector m = z.mul(h).mul(slope.fma(h, ONE));
        FloatVector derivative = ONE.sub(m).blend(m, x.compare(LT, 0));
        return g.mul(derivative.blend(x, x.compare(NE, x)));
    }
}

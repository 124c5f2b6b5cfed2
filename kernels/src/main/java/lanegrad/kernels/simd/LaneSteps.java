package lanegrad.kernels.simd;

import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.NE;
import static lanegrad.kernels.base.Polynomials.MAGNITUDE;
import static lanegrad.kernels.base.Polynomials.MOST_BITS;
import static lanegrad.kernels.simd.LanePolynomials.*;
import static lanegrad.kernels.simd.Lanes.FLOATS;
import static lanegrad.kernels.simd.Lanes.INTS;

import jdk.incubator.vector.FloatVector;

/** Rounding to whole numbers, and activations made of straight pieces, on vectors of floats. */
final class LaneSteps {

    private LaneSteps() {
    }

    /** The nearest whole number; of two, the even one. */
    static FloatVector round(FloatVector x) {
        return withSignOf(x, roundMagnitude(x.abs()));
    }

    static FloatVector trunc(FloatVector x) {
        FloatVector a = x.abs();
        FloatVector r = roundMagnitude(a);
        return withSignOf(x, r.sub(1, r.compare(GT, a)));
    }

    static FloatVector floor(FloatVector x) {
        FloatVector r = round(x);
        return withSignOf(x, r.sub(1, r.compare(GT, x)));
    }

    static FloatVector ceil(FloatVector x) {
        FloatVector r = round(x);
        return withSignOf(x, r.add(1, r.compare(LT, x)));
    }

    /** x / (1 + |x|), within 1 ULP: 1 at infinity. */
    static FloatVector softsign(FloatVector x) {
        x = FLOATS.cast(x);
        FloatVector a = FLOATS
                .cast(INTS.cast(x.reinterpretAsInts()).and(MAGNITUDE).min(MOST_BITS).reinterpretAsFloats());
        return withSignOf(x, a.div(a.add(ONE))).blend(x, x.compare(NE, x));
    }

    /** x/6 times x + 3 held between 0 and 6, within 2 ULP. */
    static FloatVector hardSwish(FloatVector x) {
        x = FLOATS.cast(x);
        FloatVector y = x.blend(-3, x.compare(LT, -3));
        FloatVector six = y.add(THREE);
        return y.mul(six.blend(6, six.compare(GT, 6)).div(SIX));
    }

    /** The nearest whole number to one that is not negative; NaN stays. */
    private static FloatVector roundMagnitude(FloatVector a) {
        a = FLOATS.cast(a);
        return a.add(WHOLE).sub(WHOLE).blend(a, a.compare(GE, WHOLE));
    }

    /** The magnitude of y, whose sign is that of x or none, with the sign of x. */
    private static FloatVector withSignOf(FloatVector x, FloatVector y) {
        x = FLOATS.cast(x);
        y = FLOATS.cast(y);
        return FLOATS.cast(INTS.cast(y.reinterpretAsInts()).or(INTS.cast(x.reinterpretAsInts()).and(Integer.MIN_VALUE))
                .reinterpretAsFloats());
    }
}

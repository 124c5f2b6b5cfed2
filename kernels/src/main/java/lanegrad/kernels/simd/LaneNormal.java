package lanegrad.kernels.simd;

import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.NE;
import static lanegrad.kernels.base.Polynomials.ERF_NEAR;
import static lanegrad.kernels.base.Polynomials.ERF_ONE_BITS;
import static lanegrad.kernels.base.Polynomials.MAGNITUDE;
import static lanegrad.kernels.base.Polynomials.TAIL_END_BITS;
import static lanegrad.kernels.simd.LaneExp.expUp;
import static lanegrad.kernels.simd.LanePolynomials.*;
import static lanegrad.kernels.simd.Lanes.FLOATS;
import static lanegrad.kernels.simd.Lanes.INTS;

import jdk.incubator.vector.FloatVector;

/**
 * The error function and the GELU made of it on vectors of floats: the operations of
 * {@link lanegrad.kernels.scalar.FloatNormal} in the same order, so the same bits. Methods of ours are called early,
 * for the reason that {@link LaneExp} tells.
 */
public final class LaneNormal {

    private LaneNormal() {
    }

    /** erf(x), within 2 ULP: a polynomial near zero, elsewhere 1 less twice the tail of the normal distribution. */
    public static FloatVector erf(FloatVector x) {
        x = FLOATS.cast(x);
        FloatVector a = x.abs();
        FloatVector c = FLOATS.cast(INTS.cast(a.reinterpretAsInts()).min(ERF_ONE_BITS).reinterpretAsFloats());
        FloatVector wide = c.mul(SQRT_2);
        FloatVector tail = tail(wide, wide.mul(wide)).mul(expUp(c.mul(c.neg())));
        FloatVector far = tail.fma(MINUS_TWICE_DOWN, ONE);
        FloatVector s = a.mul(a);
        FloatVector p = s.fma(ERF_5, ERF_4);
        p = p.fma(s, ERF_3);
        p = p.fma(s, ERF_2);
        p = p.fma(s, ERF_1);
        p = p.fma(s, ERF_0);
        FloatVector magnitude = p.fma(a, a).blend(far, a.compare(GE, ERF_NEAR)); // NaN is near
        return FLOATS.cast(INTS.cast(magnitude.reinterpretAsInts())
                .or(INTS.cast(x.reinterpretAsInts()).and(Integer.MIN_VALUE)).reinterpretAsFloats());
    }

    /** x P(x) with the normal distribution P, within 4 ULP: by the tail h = a P(-a) of a = |x|, it is x - h or -h. */
    public static FloatVector gelu(FloatVector x) {
        x = FLOATS.cast(x);
        FloatVector a = FLOATS
                .cast(INTS.cast(x.reinterpretAsInts()).and(MAGNITUDE).min(TAIL_END_BITS).reinterpretAsFloats());
        FloatVector z = a.mul(a);
        FloatVector t = FLOATS.cast(rise(a, z)).fma(z, a.mul(HALF));
        FloatVector h = t.div(below(t, a, z)).mul(bell(a, z));
        return h.fma(MINUS_DOWN, x.blend(0, x.compare(LT, 0))); // NaN is not below zero
    }

    /** {@code g} times the derivative of {@link #gelu} at x, which is m = P(-a) - a p(a) below zero and 1 - m above. */
    public static FloatVector geluBackward(FloatVector x, FloatVector g) {
        x = FLOATS.cast(x);
        g = FLOATS.cast(g);
        FloatVector a = FLOATS
                .cast(INTS.cast(x.reinterpretAsInts()).and(MAGNITUDE).min(TAIL_END_BITS).reinterpretAsFloats());
        FloatVector z = a.mul(a);
        FloatVector m = a.fma(MINUS_NORMAL_PEAK, tail(a, z)).mul(bell(a, z).mul(DOWN));
        FloatVector slope = ONE.sub(m).blend(m, x.compare(LT, 0));
        return g.mul(slope.blend(x, x.compare(NE, x)));
    }

    /** 2^32 e^(-a^2/2) for a from 0 to TAIL_END, with z, which is a^2 rounded: the exponent is not. */
    private static FloatVector bell(FloatVector a, FloatVector z) {
        a = FLOATS.cast(a);
        FloatVector t = FLOATS.cast(z).fma(BELL_LOG2_E, ROUND_WHOLE);
        FloatVector n = t.fma(BELL_LN2_HIGH, BELL_ROUND); // times twice ln 2, and exact
        FloatVector r = n.fma(BELL_LN2_REST, a.fma(a, n)); // times -2
        FloatVector p = r.fma(BELL_6, BELL_5);
        p = p.fma(r, BELL_4);
        p = p.fma(r, BELL_3);
        p = p.fma(r, BELL_2);
        p = p.fma(r, BELL_1);
        p = p.fma(r, UP);
        return FLOATS.cast(INTS.cast(p.reinterpretAsInts()).add(INTS.cast(t.reinterpretAsInts()).lanewise(LSHL, 23))
                .reinterpretAsFloats());
    }

    /** P(-a) e^(z/2) with z = a^2. */
    private static FloatVector tail(FloatVector a, FloatVector z) {
        a = FLOATS.cast(a);
        FloatVector s = FLOATS.cast(rise(a, z));
        return s.fma(a, HALF).div(below(s.fma(z, a.mul(HALF)), a, z));
    }

    /** (T - a / 2) / z. */
    private static FloatVector rise(FloatVector a, FloatVector z) {
        a = FLOATS.cast(a);
        return FLOATS.cast(z).fma(a.fma(TAIL_4, TAIL_3), a.fma(TAIL_2, TAIL_1));
    }

    /** What stands below the line, with t = T. */
    private static FloatVector below(FloatVector t, FloatVector a, FloatVector z) {
        a = FLOATS.cast(a);
        FloatVector b = FLOATS.cast(z).fma(a.fma(BELOW_3, BELOW_2), a.mul(BELOW_1));
        return FLOATS.cast(t).fma(BELOW_T, b).add(ONE);
    }
}

package lanegrad.kernels.simd;

import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.NE;
import static lanegrad.kernels.base.Polynomials.ERF_NEAR;
import static lanegrad.kernels.base.Polynomials.ERF_ONE_BITS;
import static lanegrad.kernels.base.Polynomials.MAGNITUDE;
import static lanegrad.kernels.base.Polynomials.SQRT_2;
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
        FloatVector b = FLOATS.cast(INTS.cast(a.reinterpretAsInts()).min(ERF_ONE_BITS).reinterpretAsFloats())
                .mul(SQRT_2);
        FloatVector v = ONE.div(b.fma(QUARTER, ONE));
        FloatVector tail = v.mul(tail(v)).mul(expUp(b.mul(MINUS_HALF).mul(b)));
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

    /** x P(x) with the normal distribution P, within 4 ULP: by the tail h = -a P(-a) of a = |x|, it is x + h or h. */
    public static FloatVector gelu(FloatVector x) {
        x = FLOATS.cast(x);
        FloatVector a = FLOATS
                .cast(INTS.cast(x.reinterpretAsInts()).and(MAGNITUDE).min(TAIL_END_BITS).reinterpretAsFloats());
        FloatVector d = a.fma(QUARTER, ONE);
        FloatVector v = ONE.div(d);
        FloatVector tail = v.mul(tail(v));
        FloatVector half = a.mul(MINUS_HALF);
        FloatVector y = half.mul(a);
        // What rounding took from v and from y is a small relative error of h, made good in the exponent.
        FloatVector vRest = a.fma(QUARTER, ONE.sub(d)).fma(v, d.fma(v, MINUS_ONE));
        FloatVector rest = vRest.fma(v.fma(TAIL_SLOPE, ONE), half.neg().fma(a, y));
        FloatVector h = a.mul(tail).mul(expUp(y, rest)).mul(MINUS_DOWN);
        return x.add(h).blend(h, x.compare(LT, 0)); // NaN is not below zero
    }

    /** {@code g} times the derivative of {@link #gelu} at x, which is m = P(-a) - a p(a) below zero and 1 - m above. */
    public static FloatVector geluBackward(FloatVector x, FloatVector g) {
        x = FLOATS.cast(x);
        g = FLOATS.cast(g);
        FloatVector a = FLOATS
                .cast(INTS.cast(x.reinterpretAsInts()).and(MAGNITUDE).min(TAIL_END_BITS).reinterpretAsFloats());
        FloatVector v = ONE.div(a.fma(QUARTER, ONE));
        FloatVector tail = v.mul(tail(v));
        FloatVector e = expUp(a.mul(MINUS_HALF).mul(a)).mul(DOWN);
        FloatVector m = a.fma(MINUS_NORMAL_PEAK, tail).mul(e);
        FloatVector slope = ONE.sub(m).blend(m, x.compare(LT, 0));
        return g.mul(slope.blend(x, x.compare(NE, x)));
    }

    /** P(-a) exp(a^2/2) / v for v = 1 / (1 + a/4). */
    private static FloatVector tail(FloatVector v) {
        v = FLOATS.cast(v);
        FloatVector p = v.fma(TAIL_9, TAIL_8);
        p = p.fma(v, TAIL_7);
        p = p.fma(v, TAIL_6);
        p = p.fma(v, TAIL_5);
        p = p.fma(v, TAIL_4);
        p = p.fma(v, TAIL_3);
        p = p.fma(v, TAIL_2);
        p = p.fma(v, TAIL_1);
        return p.fma(v, TAIL_0);
    }
}

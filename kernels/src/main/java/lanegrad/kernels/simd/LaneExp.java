package lanegrad.kernels.simd;

import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.NE;
import static jdk.incubator.vector.VectorOperators.UMIN;
import static lanegrad.kernels.base.Polynomials.EXP_INFINITE_BITS;
import static lanegrad.kernels.base.Polynomials.EXP_ZERO_BITS;
import static lanegrad.kernels.base.Polynomials.MAGNITUDE;
import static lanegrad.kernels.base.Polynomials.ROUND_LEAST;
import static lanegrad.kernels.base.Polynomials.SILU_END_BITS;
import static lanegrad.kernels.base.Polynomials.TANH_NEAR;
import static lanegrad.kernels.base.Polynomials.TANH_ONE_BITS;
import static lanegrad.kernels.base.Polynomials.TWO_BITS;
import static lanegrad.kernels.simd.LanePolynomials.*;
import static lanegrad.kernels.simd.Lanes.FLOATS;
import static lanegrad.kernels.simd.Lanes.INTS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * The exponential and its kin on vectors of floats: the operations of {@link lanegrad.kernels.scalar.FloatExp} in the
 * same order, so the same bits.
 *
 * <p>C2 inlines no method of ours once it has parsed some fifty vector operations, and a vector that crosses a call is
 * an object. So a method here is short, or calls others at its beginning only.
 */
public final class LaneExp {

    private LaneExp() {
    }

    /** e^x, within 1 ULP. */
    public static FloatVector exp(FloatVector x) {
        x = FLOATS.cast(x);
        // Clamped as integers: the rules of float min and max would double the cost. NaN is put back at the end.
        IntVector bits = INTS.cast(x.reinterpretAsInts()).min(EXP_INFINITE_BITS).lanewise(UMIN, EXP_ZERO_BITS);
        FloatVector y = FLOATS.cast(bits.reinterpretAsFloats());
        FloatVector t = y.fma(LOG2_E, ROUND);
        FloatVector n = t.sub(ROUND);
        FloatVector p = power(n.fma(MINUS_LN2_LOW, n.fma(MINUS_LN2_HIGH, y))); // the inner one is exact
        // 2^n in two factors, so that a subnormal result is rounded once.
        IntVector whole = INTS.cast(t.reinterpretAsInts());
        IntVector most = whole.max(ROUND_LEAST);
        IntVector rest = whole.sub(most).lanewise(LSHL, 23).add(TWO_BITS);
        FloatVector e = p.mul(FLOATS.cast(most.lanewise(LSHL, 23).reinterpretAsFloats()))
                .mul(FLOATS.cast(rest.reinterpretAsFloats()));
        return e.blend(x, x.compare(NE, x));
    }

    /** tanh(x), within 2 ULP: a polynomial near zero, elsewhere 1 - 1 / (e/2 + 1/2) with e = e^2|x|. */
    public static FloatVector tanh(FloatVector x) {
        x = FLOATS.cast(x);
        FloatVector a = x.abs();
        FloatVector y = FLOATS.cast(INTS.cast(a.reinterpretAsInts()).min(TANH_ONE_BITS).reinterpretAsFloats());
        y = y.add(y);
        FloatVector t = y.fma(LOG2_E, ROUND);
        FloatVector n = t.sub(ROUND);
        FloatVector p = power(n.fma(MINUS_LN2_LOW, n.fma(MINUS_LN2_HIGH, y)));
        FloatVector e = p.mul(FLOATS.cast(INTS.cast(t.reinterpretAsInts()).lanewise(LSHL, 23).reinterpretAsFloats()));
        FloatVector far = ONE.sub(ONE.div(e.add(HALF)));
        FloatVector s = a.mul(a);
        FloatVector q = s.fma(TANH_4, TANH_3);
        q = q.fma(s, TANH_2);
        q = q.fma(s, TANH_1);
        q = q.fma(s, TANH_0);
        FloatVector near = q.mul(s).fma(a, a);
        FloatVector magnitude = near.blend(far, a.compare(GE, TANH_NEAR)); // NaN is near
        return FLOATS.cast(INTS.cast(magnitude.reinterpretAsInts())
                .or(INTS.cast(x.reinterpretAsInts()).and(Integer.MIN_VALUE)).reinterpretAsFloats());
    }

    /**
     * 1 / (1 + e^-x), within 2 ULP: with z = e^-|x| it is b - b z / (1 + z), where b is z below zero, and 1 from there
     * on.
     */
    public static FloatVector sigmoid(FloatVector x) {
        x = FLOATS.cast(x);
        FloatVector e = expUp(
                FLOATS.cast(INTS.cast(x.reinterpretAsInts()).or(Integer.MIN_VALUE).lanewise(UMIN, EXP_ZERO_BITS)
                        .reinterpretAsFloats()));
        FloatVector z = e.mul(DOWN);
        FloatVector b = UP.blend(e, x.compare(LT, 0));
        FloatVector minus = b.neg();
        FloatVector result = minus.fma(z.div(z.add(ONE)), b).mul(DOWN);
        return result.blend(x, x.compare(NE, x));
    }

    /** x / (1 + e^-x), within 4 ULP. */
    public static FloatVector silu(FloatVector x) {
        x = FLOATS.cast(x);
        FloatVector minus = FLOATS
                .cast(INTS.cast(x.reinterpretAsInts()).and(MAGNITUDE).min(SILU_END_BITS).reinterpretAsFloats()).neg();
        FloatVector e = expUp(minus);
        FloatVector below = e.mul(minus).mul(DOWN);
        return x.blend(below, x.compare(LT, 0)).div(e.fma(DOWN, ONE)); // NaN is not below zero
    }

    /**
     * {@code g} times the derivative of {@link #silu} at x: with z = e^-|x| and h = 1 / (1 + z) it is m = z h (1 - |x|
     * h) below zero and 1 - m above.
     */
    public static FloatVector siluBackward(FloatVector x, FloatVector g) {
        x = FLOATS.cast(x);
        g = FLOATS.cast(g);
        FloatVector minus = FLOATS
                .cast(INTS.cast(x.reinterpretAsInts()).and(MAGNITUDE).min(SILU_END_BITS).reinterpretAsFloats()).neg();
        FloatVector z = expUp(minus).mul(DOWN);
        FloatVector h = ONE.div(z.add(ONE));
        FloatVector m = z.mul(h).mul(minus.fma(h, ONE));
        FloatVector derivative = ONE.sub(m).blend(m, x.compare(LT, 0));
        return g.mul(derivative.blend(x, x.compare(NE, x)));
    }

    /** 2^32 e^y for y from -109 to 0; NaN gives a number of no meaning. */
    static FloatVector expUp(FloatVector y) {
        y = FLOATS.cast(y);
        FloatVector t = y.fma(LOG2_E, ROUND_UP);
        FloatVector n = t.sub(ROUND_UP);
        FloatVector p = power(n.fma(MINUS_LN2_LOW, n.fma(MINUS_LN2_HIGH, y)));
        return FLOATS.cast(INTS.cast(p.reinterpretAsInts()).add(INTS.cast(t.reinterpretAsInts()).lanewise(LSHL, 23))
                .reinterpretAsFloats());
    }

    /** 2^32 e^(y - rest) for y from -108 to 0 and a rest that is small; NaN gives a number of no meaning. */
    static FloatVector expUp(FloatVector y, FloatVector rest) {
        y = FLOATS.cast(y);
        FloatVector t = y.fma(LOG2_E, ROUND_UP);
        FloatVector n = t.sub(ROUND_UP);
        FloatVector p = power(n.fma(MINUS_LN2_HIGH, y).sub(n.fma(LN2_LOW, rest)));
        return FLOATS.cast(INTS.cast(p.reinterpretAsInts()).add(INTS.cast(t.reinterpretAsInts()).lanewise(LSHL, 23))
                .reinterpretAsFloats());
    }

    /** e^r for |r| at most ln(2) / 2. */
    private static FloatVector power(FloatVector r) {
        r = FLOATS.cast(r);
        FloatVector p = r.fma(EXP_4, EXP_3);
        p = p.fma(r, EXP_2);
        p = p.fma(r, EXP_1);
        p = p.fma(r, EXP_0);
        p = p.fma(r, ONE);
        return p.fma(r, ONE);
    }
}

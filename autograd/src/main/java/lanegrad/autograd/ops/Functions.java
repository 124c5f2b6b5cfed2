package lanegrad.autograd.ops;

import static lanegrad.autograd.Rule.NOTHING;
import static lanegrad.autograd.Rule.OUTPUT;
import static lanegrad.autograd.Rule.input;
import static lanegrad.autograd.ops.Elementwise.add;
import static lanegrad.autograd.ops.Elementwise.div;
import static lanegrad.autograd.ops.Elementwise.exp;
import static lanegrad.autograd.ops.Elementwise.mul;
import static lanegrad.autograd.ops.Elementwise.neg;
import static lanegrad.autograd.ops.Elementwise.rsqrt;
import static lanegrad.autograd.ops.Elementwise.square;
import static lanegrad.autograd.ops.Elementwise.sub;

import java.util.List;
import lanegrad.autograd.Gradient;
import lanegrad.autograd.Op;
import lanegrad.autograd.Tensor;
import lanegrad.kernels.UnaryOp;

/**
 * Elementary functions of one tensor, beside those of {@link Elementwise}. Integers and truth values become F64 first,
 * as in NumPy, except where a function leaves integers what they are.
 */
public final class Functions {

    static final Op ABS = function("abs", UnaryOp.ABS, input(0), (call, g) -> mul(g, sign(call.input(0))));
    static final Op SIGN = steps("sign", UnaryOp.SIGN);
    static final Op FLOOR = steps("floor", UnaryOp.FLOOR);
    static final Op CEIL = steps("ceil", UnaryOp.CEIL);
    static final Op ROUND = steps("round", UnaryOp.ROUND);
    static final Op TRUNC = steps("trunc", UnaryOp.TRUNC);

    static final Op CBRT = function("cbrt", UnaryOp.CBRT, OUTPUT,
            (call, g) -> div(g, mul(square(call.output()), 3)));
    static final Op EXPM1 = function("expm1", UnaryOp.EXPM1, input(0), (call, g) -> mul(g, exp(call.input(0))));
    static final Op EXP2 = function("exp2", UnaryOp.EXP2, OUTPUT,
            (call, g) -> mul(mul(g, call.output()), Math.log(2)));
    static final Op LOG1P = function("log1p", UnaryOp.LOG1P, input(0), (call, g) -> div(g, add(call.input(0), 1)));
    static final Op LOG2 = function("log2", UnaryOp.LOG2, input(0),
            (call, g) -> div(mul(g, 1 / Math.log(2)), call.input(0)));
    static final Op LOG10 = function("log10", UnaryOp.LOG10, input(0),
            (call, g) -> div(mul(g, 1 / Math.log(10)), call.input(0)));

    static final Op SIN = function("sin", UnaryOp.SIN, input(0), (call, g) -> mul(g, cos(call.input(0))));
    static final Op COS = function("cos", UnaryOp.COS, input(0), (call, g) -> neg(mul(g, sin(call.input(0)))));
    static final Op TAN = function("tan", UnaryOp.TAN, OUTPUT,
            (call, g) -> mul(g, add(square(call.output()), 1)));
    static final Op ASIN = function("asin", UnaryOp.ASIN, input(0),
            (call, g) -> mul(g, rsqrt(oneLessSquare(call.input(0)))));
    static final Op ACOS = function("acos", UnaryOp.ACOS, input(0),
            (call, g) -> neg(mul(g, rsqrt(oneLessSquare(call.input(0))))));
    static final Op ATAN = function("atan", UnaryOp.ATAN, input(0),
            (call, g) -> div(g, add(square(call.input(0)), 1)));
    static final Op SINH = function("sinh", UnaryOp.SINH, input(0), (call, g) -> mul(g, cosh(call.input(0))));
    static final Op COSH = function("cosh", UnaryOp.COSH, input(0), (call, g) -> mul(g, sinh(call.input(0))));
    static final Op ASINH = function("asinh", UnaryOp.ASINH, input(0),
            (call, g) -> mul(g, rsqrt(add(square(call.input(0)), 1))));
    static final Op ACOSH = function("acosh", UnaryOp.ACOSH, input(0), (call, g) -> {
        Tensor x = call.input(0);
        return mul(g, rsqrt(mul(add(x, -1), add(x, 1))));
    });
    static final Op ATANH = function("atanh", UnaryOp.ATANH, input(0),
            (call, g) -> div(g, oneLessSquare(call.input(0))));

    static final Op ERFC = function("erfc", UnaryOp.ERFC, input(0),
            (call, g) -> mul(mul(g, exp(neg(square(call.input(0))))), -2 / Math.sqrt(Math.PI)));

    static final List<Op> OPS = List.of(ABS, SIGN, FLOOR, CEIL, ROUND, TRUNC, CBRT, EXPM1, EXP2, LOG1P, LOG2, LOG10,
            SIN, COS, TAN, ASIN, ACOS, ATAN, SINH, COSH, ASINH, ACOSH, ATANH, ERFC);

    private Functions() {
    }

    private static Op function(String name, UnaryOp op, int uses, Gradient gradient) {
        return Op.named(name).forward(call -> Broadcast.unary(call, op)).gradient(uses, gradient).build();
    }

    /** A function made of level pieces: no gradient flows through it. */
    private static Op steps(String name, UnaryOp op) {
        return function(name, op, NOTHING, (_, _) -> null);
    }

    /** {@code 1 - x^2}, exact near 1 too. */
    private static Tensor oneLessSquare(Tensor x) {
        return mul(sub(1, x), add(x, 1));
    }

    /**
     * {@code |x|}; its gradient at 0 is 0.
     *
     * @param x a tensor; integers stay what they are
     * @return the magnitudes; of the least integer, itself
     */
    public static Tensor abs(Tensor x) {
        return ABS.apply(null, Broadcast.computable(x));
    }

    /**
     * -1, 0 or 1; zeros keep their sign, and NaN stays. No gradient flows through it.
     *
     * @param x a tensor; integers stay what they are
     * @return the signs
     */
    public static Tensor sign(Tensor x) {
        return SIGN.apply(null, Broadcast.computable(x));
    }

    /**
     * The greatest whole numbers that are not greater. No gradient flows through it.
     *
     * @param x a tensor; integers stay what they are
     * @return the result
     */
    public static Tensor floor(Tensor x) {
        return FLOOR.apply(null, Broadcast.computable(x));
    }

    /**
     * The least whole numbers that are not less. No gradient flows through it.
     *
     * @param x a tensor; integers stay what they are
     * @return the result
     */
    public static Tensor ceil(Tensor x) {
        return CEIL.apply(null, Broadcast.computable(x));
    }

    /**
     * The nearest whole numbers; of two, the even one. No gradient flows through it.
     *
     * @param x a tensor; integers stay what they are
     * @return the result
     */
    public static Tensor round(Tensor x) {
        return ROUND.apply(null, Broadcast.computable(x));
    }

    /**
     * The whole numbers that are left without the fractions. No gradient flows through it.
     *
     * @param x a tensor; integers stay what they are
     * @return the result
     */
    public static Tensor trunc(Tensor x) {
        return TRUNC.apply(null, Broadcast.computable(x));
    }

    /**
     * The cube root, of negative numbers too; its gradient at 0 is infinite.
     *
     * @param x a tensor; integers become F64 first
     * @return the result
     */
    public static Tensor cbrt(Tensor x) {
        return CBRT.apply(null, Broadcast.floating(x));
    }

    /**
     * {@code e^x - 1}, without cancellation near 0.
     *
     * @param x a tensor; integers become F64 first
     * @return the result
     */
    public static Tensor expm1(Tensor x) {
        return EXPM1.apply(null, Broadcast.floating(x));
    }

    /**
     * {@code 2^x}.
     *
     * @param x a tensor; integers become F64 first
     * @return the result
     */
    public static Tensor exp2(Tensor x) {
        return EXP2.apply(null, Broadcast.floating(x));
    }

    /**
     * {@code log(1 + x)}, without cancellation near 0.
     *
     * @param x a tensor; integers become F64 first
     * @return the result; negative infinity at -1, NaN below
     */
    public static Tensor log1p(Tensor x) {
        return LOG1P.apply(null, Broadcast.floating(x));
    }

    /**
     * The logarithm to base 2, exact for powers of two.
     *
     * @param x a tensor; integers become F64 first
     * @return the result; negative infinity at 0, NaN below
     */
    public static Tensor log2(Tensor x) {
        return LOG2.apply(null, Broadcast.floating(x));
    }

    /**
     * The logarithm to base 10.
     *
     * @param x a tensor; integers become F64 first
     * @return the result; negative infinity at 0, NaN below
     */
    public static Tensor log10(Tensor x) {
        return LOG10.apply(null, Broadcast.floating(x));
    }

    /**
     * The sine of angles of any size.
     *
     * @param x a tensor, in radians; integers become F64 first
     * @return the result; NaN of infinities
     */
    public static Tensor sin(Tensor x) {
        return SIN.apply(null, Broadcast.floating(x));
    }

    /**
     * The cosine of angles of any size.
     *
     * @param x a tensor, in radians; integers become F64 first
     * @return the result; NaN of infinities
     */
    public static Tensor cos(Tensor x) {
        return COS.apply(null, Broadcast.floating(x));
    }

    /**
     * The tangent of angles of any size.
     *
     * @param x a tensor, in radians; integers become F64 first
     * @return the result; NaN of infinities
     */
    public static Tensor tan(Tensor x) {
        return TAN.apply(null, Broadcast.floating(x));
    }

    /**
     * The inverse of the sine.
     *
     * @param x a tensor; integers become F64 first
     * @return angles from -pi/2 to pi/2; NaN beyond 1 either way
     */
    public static Tensor asin(Tensor x) {
        return ASIN.apply(null, Broadcast.floating(x));
    }

    /**
     * The inverse of the cosine.
     *
     * @param x a tensor; integers become F64 first
     * @return angles from 0 to pi; NaN beyond 1 either way
     */
    public static Tensor acos(Tensor x) {
        return ACOS.apply(null, Broadcast.floating(x));
    }

    /**
     * The inverse of the tangent.
     *
     * @param x a tensor; integers become F64 first
     * @return angles from -pi/2 to pi/2
     */
    public static Tensor atan(Tensor x) {
        return ATAN.apply(null, Broadcast.floating(x));
    }

    /**
     * The hyperbolic sine.
     *
     * @param x a tensor; integers become F64 first
     * @return the result
     */
    public static Tensor sinh(Tensor x) {
        return SINH.apply(null, Broadcast.floating(x));
    }

    /**
     * The hyperbolic cosine.
     *
     * @param x a tensor; integers become F64 first
     * @return the result
     */
    public static Tensor cosh(Tensor x) {
        return COSH.apply(null, Broadcast.floating(x));
    }

    /**
     * The inverse of the hyperbolic sine.
     *
     * @param x a tensor; integers become F64 first
     * @return the result
     */
    public static Tensor asinh(Tensor x) {
        return ASINH.apply(null, Broadcast.floating(x));
    }

    /**
     * The inverse of the hyperbolic cosine.
     *
     * @param x a tensor; integers become F64 first
     * @return the result; NaN below 1
     */
    public static Tensor acosh(Tensor x) {
        return ACOSH.apply(null, Broadcast.floating(x));
    }

    /**
     * The inverse of the hyperbolic tangent.
     *
     * @param x a tensor; integers become F64 first
     * @return the result; infinite at 1 either way, NaN beyond
     */
    public static Tensor atanh(Tensor x) {
        return ATANH.apply(null, Broadcast.floating(x));
    }

    /**
     * The complementary error function, {@code 1 - erf(x)}, without cancellation.
     *
     * @param x a tensor; integers become F64 first
     * @return the result
     */
    public static Tensor erfc(Tensor x) {
        return ERFC.apply(null, Broadcast.floating(x));
    }
}

package lanegrad.autograd.ops;

import static lanegrad.autograd.Rule.NOTHING;
import static lanegrad.autograd.Rule.OUTPUT;
import static lanegrad.autograd.Rule.input;
import static lanegrad.autograd.ops.Elementwise.div;
import static lanegrad.autograd.ops.Elementwise.mul;
import static lanegrad.autograd.ops.Elementwise.neg;
import static lanegrad.autograd.ops.Elementwise.sub;
import static lanegrad.autograd.ops.Shapes.sumTo;

import java.util.List;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.autograd.Autograd;
import lanegrad.autograd.Call;
import lanegrad.autograd.Op;
import lanegrad.autograd.Tensor;
import lanegrad.kernels.BinaryOp;

/**
 * Functions of two elements beside arithmetic: the greater and the less, bounds, quotients rounded to whole numbers and
 * what they leave, angles and lengths. Operands broadcast and are promoted as NumPy's.
 */
public final class BinaryFunctions {

    /** What {@link #CLAMP} keeps to; infinite where there is no bound. */
    private record Bounds(double low, double high) {
    }

    static final Op MAXIMUM = Op.named("maximum").forward(call -> Broadcast.binary(call, "maximum", BinaryOp.MAX))
            .gradient(input(0) | input(1), (call, g) -> sumTo(toGreater(call, g, 0, 1), call.shape(0)))
            .gradient(input(0) | input(1), (call, g) -> sumTo(toGreater(call, g, 1, 0), call.shape(1))).build();

    static final Op MINIMUM = Op.named("minimum").forward(call -> Broadcast.binary(call, "minimum", BinaryOp.MIN))
            .gradient(input(0) | input(1), (call, g) -> sumTo(toLess(call, g, 0, 1), call.shape(0)))
            .gradient(input(0) | input(1), (call, g) -> sumTo(toLess(call, g, 1, 0), call.shape(1))).build();

    static final Op CLAMP = Op.named("clamp").forward(BinaryFunctions::clamped).gradient(input(0), (call, g) -> {
        Bounds bounds = call.attributes(Bounds.class);
        Tensor inside = Comparisons.and(Comparisons.ge(call.input(0), bounds.low),
                Comparisons.le(call.input(0), bounds.high));
        return Indexing.maskedFill(g, Comparisons.not(inside), 0);
    }).build();

    static final Op FLOOR_DIVIDE = Op.named("floorDivide")
            .forward(call -> Broadcast.binary(call, "floorDivide", BinaryOp.FLOOR_DIVIDE))
            .gradient(NOTHING, (_, _) -> null).gradient(NOTHING, (_, _) -> null).build();

    static final Op REMAINDER = Op.named("remainder")
            .forward(call -> Broadcast.binary(call, "remainder", BinaryOp.REMAINDER))
            .gradient(NOTHING, (call, g) -> sumTo(g, call.shape(0)))
            .gradient(input(0) | input(1),
                    (call, g) -> sumTo(neg(mul(g, floorDivide(call.input(0), call.input(1)))), call.shape(1)))
            .build();

    static final Op FMOD = Op.named("fmod").forward(call -> Broadcast.binary(call, "fmod", BinaryOp.FMOD))
            .gradient(NOTHING, (call, g) -> sumTo(g, call.shape(0)))
            .gradient(input(0) | input(1) | OUTPUT, (call, g) -> {
                Tensor quotient = Functions.round(div(sub(call.input(0), call.output()), call.input(1)));
                return sumTo(neg(mul(g, quotient)), call.shape(1));
            }).build();

    static final Op ATAN2 = Op.named("atan2").forward(call -> Broadcast.binary(call, "atan2", BinaryOp.ATAN2))
            .gradient(input(0) | input(1),
                    (call, g) -> sumTo(mul(g, overSquare(call.input(1), call)), call.shape(0)))
            .gradient(input(0) | input(1),
                    (call, g) -> sumTo(neg(mul(g, overSquare(call.input(0), call))), call.shape(1)))
            .build();

    static final Op HYPOT = Op.named("hypot").forward(call -> Broadcast.binary(call, "hypot", BinaryOp.HYPOT))
            .gradient(input(0) | OUTPUT,
                    (call, g) -> sumTo(mul(g, div(call.input(0), oneForZero(call.output()))), call.shape(0)))
            .gradient(input(1) | OUTPUT,
                    (call, g) -> sumTo(mul(g, div(call.input(1), oneForZero(call.output()))), call.shape(1)))
            .build();

    static final List<Op> OPS = List.of(MAXIMUM, MINIMUM, CLAMP, FLOOR_DIVIDE, REMAINDER, FMOD, ATAN2, HYPOT);

    private BinaryFunctions() {
    }

    /** Half of g where the operands are equal, none where this one is less. */
    private static Tensor toGreater(Call call, Tensor g, int one, int other) {
        return Indexing.maskedFill(halved(call, g), Comparisons.lt(call.input(one), call.input(other)), 0);
    }

    /** Half of g where the operands are equal, none where this one is greater. */
    private static Tensor toLess(Call call, Tensor g, int one, int other) {
        return Indexing.maskedFill(halved(call, g), Comparisons.gt(call.input(one), call.input(other)), 0);
    }

    private static Tensor halved(Call call, Tensor g) {
        return Indexing.where(Comparisons.eq(call.input(0), call.input(1)), mul(g, 0.5), g);
    }

    private static NdArray clamped(Call call) {
        NdArray x = call.array(0);
        Bounds bounds = call.attributes(Bounds.class);
        NdArray from = x;
        NdArray out = NdArray.empty(x.dtype(), x.shape());
        if (bounds.low > Double.NEGATIVE_INFINITY) {
            Autograd.kernels().map().binary(BinaryOp.MAX, from, bounds.low, out);
            from = out;
        }
        if (bounds.high < Double.POSITIVE_INFINITY) {
            Autograd.kernels().map().binary(BinaryOp.MIN, from, bounds.high, out);
            from = out;
        }
        if (from == x) {
            Autograd.kernels().copy().copy(x, out);
        }
        return out;
    }

    /** One of the inputs divided by the sum of both squares, which may overflow; 0 at the origin. */
    private static Tensor overSquare(Tensor x, Call call) {
        Tensor length = oneForZero(hypot(call.input(0), call.input(1)));
        return div(div(x, length), length);
    }

    private static Tensor oneForZero(Tensor x) {
        return Indexing.maskedFill(x, Comparisons.eq(x, 0), 1);
    }

    private static Tensor apply(Op op, DType dtype, Tensor a, Tensor b) {
        return op.apply(null, Shapes.cast(a, dtype), Shapes.cast(b, dtype));
    }

    private static Tensor apply(Op op, Tensor a, double b) {
        Tensor x = Broadcast.computable(a);
        Broadcast.requireWhole(op.name(), x, b);
        return op.apply(null, x, Tensor.full(x.dtype(), b));
    }

    /**
     * The greater; NaN if either is. Where they are equal, each gets half of the gradient.
     *
     * @param a one operand
     * @param b the other
     * @return the greater elements
     */
    public static Tensor maximum(Tensor a, Tensor b) {
        return apply(MAXIMUM, Broadcast.common(a, b), a, b);
    }

    /**
     * The less; NaN if either is. Where they are equal, each gets half of the gradient.
     *
     * @param a one operand
     * @param b the other
     * @return the lesser elements
     */
    public static Tensor minimum(Tensor a, Tensor b) {
        return apply(MINIMUM, Broadcast.common(a, b), a, b);
    }

    /**
     * {@code min(max(x, low), high)}; NaN stays. The gradient passes between the bounds and at them.
     *
     * @param x a tensor
     * @param low the least result, rounded to x's type; negative infinity for none
     * @param high the greatest, which wins if it is less than low; infinity for none
     * @return the result
     * @throws IllegalArgumentException if a bound is NaN, or not whole and x holds integers
     */
    public static Tensor clamp(Tensor x, double low, double high) {
        Tensor computable = Broadcast.computable(x);
        requireBound(computable, low);
        requireBound(computable, high);
        return CLAMP.apply(new Bounds(low, high), computable);
    }

    /**
     * {@code max(x, low)}; NaN stays. The gradient passes above the bound and at it.
     *
     * @param x a tensor
     * @param low the least result
     * @return the result
     */
    public static Tensor clampMin(Tensor x, double low) {
        return clamp(x, low, Double.POSITIVE_INFINITY);
    }

    /**
     * {@code min(x, high)}; NaN stays. The gradient passes below the bound and at it.
     *
     * @param x a tensor
     * @param high the greatest result
     * @return the result
     */
    public static Tensor clampMax(Tensor x, double high) {
        return clamp(x, Double.NEGATIVE_INFINITY, high);
    }

    private static void requireBound(Tensor x, double bound) {
        if (bound != bound) {
            throw new IllegalArgumentException("clamp: a bound is NaN, a number expected");
        }
        if (!Double.isInfinite(bound)) {
            Broadcast.requireWhole("clamp", x, bound);
        }
    }

    /**
     * {@code floor(a / b)}, of the exact quotient, as NumPy's: of integers 0 where b is 0. No gradient flows through
     * it.
     *
     * @param a one operand
     * @param b the other
     * @return whole numbers, in the common type
     */
    public static Tensor floorDivide(Tensor a, Tensor b) {
        return apply(FLOOR_DIVIDE, Broadcast.common(a, b), a, b);
    }

    /**
     * {@code floor(a / b)}, of the exact quotient.
     *
     * @param a a tensor
     * @param b a number, rounded to its type; a whole one if the tensor holds integers
     * @return whole numbers
     */
    public static Tensor floorDivide(Tensor a, double b) {
        return apply(FLOOR_DIVIDE, a, b);
    }

    /**
     * {@code a - b floor(a / b)}, of the sign of b, as NumPy's and Python's: where b is 0, of integers 0, otherwise
     * NaN.
     *
     * @param a one operand
     * @param b the other
     * @return the remainders
     */
    public static Tensor remainder(Tensor a, Tensor b) {
        return apply(REMAINDER, Broadcast.common(a, b), a, b);
    }

    /**
     * {@code a - b floor(a / b)}, of the sign of b.
     *
     * @param a a tensor
     * @param b a number, rounded to its type; a whole one if the tensor holds integers
     * @return the remainders
     */
    public static Tensor remainder(Tensor a, double b) {
        return apply(REMAINDER, a, b);
    }

    /**
     * {@code a - b trunc(a / b)}, of the sign of a, as C's: where b is 0, of integers 0, otherwise NaN.
     *
     * @param a one operand
     * @param b the other
     * @return the remainders
     */
    public static Tensor fmod(Tensor a, Tensor b) {
        return apply(FMOD, Broadcast.common(a, b), a, b);
    }

    /**
     * {@code a - b trunc(a / b)}, of the sign of a.
     *
     * @param a a tensor
     * @param b a number, rounded to its type; a whole one if the tensor holds integers
     * @return the remainders
     */
    public static Tensor fmod(Tensor a, double b) {
        return apply(FMOD, a, b);
    }

    /**
     * The angle of the point (x, y) from the first axis, in radians from -pi to pi; integers become F64 first.
     *
     * @param y the second coordinate
     * @param x the first
     * @return the angles; 0 or pi at the origin, by the signs of the zeros, where the gradient is 0
     */
    public static Tensor atan2(Tensor y, Tensor x) {
        return apply(ATAN2, Broadcast.commonFloating(y, x), y, x);
    }

    /**
     * {@code sqrt(a a + b b)}, without overflow on the way; integers become F64 first.
     *
     * @param a one side
     * @param b the other
     * @return the lengths; infinite if a side is; the gradient is 0 where both are 0
     */
    public static Tensor hypot(Tensor a, Tensor b) {
        return apply(HYPOT, Broadcast.commonFloating(a, b), a, b);
    }
}

package lanegrad.autograd.ops;

import static lanegrad.autograd.Rule.NOTHING;
import static lanegrad.autograd.Rule.OUTPUT;
import static lanegrad.autograd.Rule.input;
import static lanegrad.autograd.ops.Shapes.sumTo;

import java.util.List;
import lanegrad.array.DType;
import lanegrad.autograd.Op;
import lanegrad.autograd.Tensor;
import lanegrad.autograd.ops.Broadcast.Scalar;
import lanegrad.kernels.BinaryOp;
import lanegrad.kernels.UnaryOp;

/**
 * Arithmetic and elementary functions, element by element. Operands broadcast and are promoted as NumPy's; shapes that
 * do not broadcast throw an {@link IllegalArgumentException} that names both.
 */
public final class Elementwise {

    static final Op ADD = Op.named("add").forward(call -> Broadcast.binary(call, "add", BinaryOp.ADD))
            .gradient(NOTHING, (call, g) -> sumTo(g, call.shape(0))) //
            .gradient(NOTHING, (call, g) -> sumTo(g, call.shape(1))).build();

    static final Op SUB = Op.named("sub").forward(call -> Broadcast.binary(call, "sub", BinaryOp.SUB))
            .gradient(NOTHING, (call, g) -> sumTo(g, call.shape(0))) //
            .gradient(NOTHING, (call, g) -> sumTo(neg(g), call.shape(1))).build();

    static final Op MUL = Op.named("mul").forward(call -> Broadcast.binary(call, "mul", BinaryOp.MUL))
            .gradient(input(1), (call, g) -> sumTo(mul(g, call.input(1)), call.shape(0)))
            .gradient(input(0), (call, g) -> sumTo(mul(g, call.input(0)), call.shape(1))).build();

    static final Op DIV = Op.named("div").forward(call -> Broadcast.binary(call, "div", BinaryOp.DIV))
            .gradient(input(1), (call, g) -> sumTo(div(g, call.input(1)), call.shape(0)))
            .gradient(input(1) | OUTPUT,
                    (call, g) -> sumTo(neg(mul(g, div(call.output(), call.input(1)))), call.shape(1)))
            .build();

    static final Op POW = Op.named("pow").forward(call -> Broadcast.binary(call, "pow", BinaryOp.POW))
            .gradient(input(0) | input(1),
                    (call, g) -> sumTo(mul(g, powerSlope(call.input(0), call.input(1))), call.shape(0)))
            .gradient(input(0) | OUTPUT,
                    (call, g) -> sumTo(mul(g, mul(call.output(), logOrZero(call.input(0)))), call.shape(1)))
            .build();

    static final Op ADD_SCALAR = Op.named("addScalar").forward(call -> Broadcast.scalarRight(call, BinaryOp.ADD))
            .gradient(NOTHING, (call, g) -> g).build();

    static final Op MUL_SCALAR = Op.named("mulScalar").forward(call -> Broadcast.scalarRight(call, BinaryOp.MUL))
            .gradient(NOTHING, (call, g) -> mul(g, call.attributes(Scalar.class).value())).build();

    static final Op DIV_SCALAR = Op.named("divScalar").forward(call -> Broadcast.scalarRight(call, BinaryOp.DIV))
            .gradient(NOTHING, (call, g) -> div(g, call.attributes(Scalar.class).value())).build();

    static final Op SCALAR_SUB = Op.named("scalarSub").forward(call -> Broadcast.scalarLeft(call, BinaryOp.SUB))
            .gradient(NOTHING, (call, g) -> neg(g)).build();

    static final Op SCALAR_DIV = Op.named("scalarDiv").forward(call -> Broadcast.scalarLeft(call, BinaryOp.DIV))
            .gradient(input(0) | OUTPUT, (call, g) -> neg(mul(g, div(call.output(), call.input(0))))).build();

    static final Op POW_SCALAR = Op.named("powScalar").forward(call -> Broadcast.scalarRight(call, BinaryOp.POW))
            .gradient(input(0), (call, g) -> {
                double exponent = call.attributes(Scalar.class).value();
                return exponent == 0 ? null : mul(g, mul(pow(call.input(0), exponent - 1), exponent));
            }).build();

    static final Op NEG = Op.named("neg").forward(call -> Broadcast.unary(call, UnaryOp.NEG))
            .gradient(NOTHING, (call, g) -> neg(g))
            .build();

    static final Op SQUARE = Op.named("square").forward(call -> Broadcast.unary(call, UnaryOp.SQUARE))
            .gradient(input(0), (call, g) -> mul(mul(g, call.input(0)), 2)).build();

    static final Op EXP = Op.named("exp").forward(call -> Broadcast.unary(call, UnaryOp.EXP))
            .gradient(OUTPUT, (call, g) -> mul(g, call.output())).build();

    static final Op LOG = Op.named("log").forward(call -> Broadcast.unary(call, UnaryOp.LOG))
            .gradient(input(0), (call, g) -> div(g, call.input(0))).build();

    static final Op SQRT = Op.named("sqrt").forward(call -> Broadcast.unary(call, UnaryOp.SQRT))
            .gradient(OUTPUT, (call, g) -> div(mul(g, 0.5), call.output())).build();

    static final Op RSQRT = Op.named("rsqrt").forward(call -> Broadcast.unary(call, UnaryOp.RSQRT))
            .gradient(input(0) | OUTPUT, (call, g) -> mul(mul(g, div(call.output(), call.input(0))), -0.5)).build();

    static final Op TANH = Op.named("tanh").forward(call -> Broadcast.unary(call, UnaryOp.TANH))
            .gradient(OUTPUT, (call, g) -> tanhBackward(call.output(), g)).build();

    static final Op TANH_BACKWARD = Op.named("tanhBackward")
            .forward(call -> Broadcast.binary(call, "tanhBackward", BinaryOp.TANH_BACKWARD))
            .gradient(input(0) | input(1), (call, h) -> mul(mul(mul(h, call.input(1)), call.input(0)), -2))
            .gradient(input(0), (call, h) -> tanhBackward(call.input(0), h)).build();

    static final Op SIGMOID = Op.named("sigmoid").forward(call -> Broadcast.unary(call, UnaryOp.SIGMOID))
            .gradient(OUTPUT, (call, g) -> sigmoidBackward(call.output(), g)).build();

    static final Op SIGMOID_BACKWARD = Op.named("sigmoidBackward")
            .forward(call -> Broadcast.binary(call, "sigmoidBackward", BinaryOp.SIGMOID_BACKWARD))
            .gradient(input(0) | input(1), (call, h) -> mul(mul(h, call.input(1)), sub(1, mul(call.input(0), 2))))
            .gradient(input(0), (call, h) -> sigmoidBackward(call.input(0), h)).build();

    static final Op RELU = Op.named("relu").forward(call -> Broadcast.unary(call, UnaryOp.RELU))
            .gradient(OUTPUT, (call, g) -> reluBackward(call.output(), g)).build();

    static final Op RELU_BACKWARD = Op.named("reluBackward")
            .forward(call -> Broadcast.binary(call, "reluBackward", BinaryOp.RELU_BACKWARD)) //
            .constant() //
            .gradient(input(0), (call, h) -> reluBackward(call.input(0), h)).build();

    static final Op ERF = Op.named("erf").forward(call -> Broadcast.unary(call, UnaryOp.ERF))
            .gradient(input(0), (call, g) -> mul(mul(g, exp(neg(square(call.input(0))))), 2 / Math.sqrt(Math.PI)))
            .build();

    static final Op GRADIENT_REVERSAL = Op.named("gradientReversal").forward(call -> call.array(0).alias())
            .gradient(NOTHING, (call, g) -> mul(g, -call.attributes(Scalar.class).value())).build();

    static final List<
            Op> OPS = List.of(ADD, SUB, MUL, DIV, POW, ADD_SCALAR, MUL_SCALAR, DIV_SCALAR, SCALAR_SUB, SCALAR_DIV,
                    POW_SCALAR, NEG, SQUARE, EXP, LOG, SQRT, RSQRT, TANH, TANH_BACKWARD, SIGMOID, SIGMOID_BACKWARD,
                    RELU, RELU_BACKWARD, ERF, GRADIENT_REVERSAL);

    private Elementwise() {
    }

    /** {@code b a^(b-1)}; 0 where b is 0, whatever a is. */
    private static Tensor powerSlope(Tensor a, Tensor b) {
        Tensor flat = Comparisons.eq(b, 0);
        Tensor exponent = Indexing.maskedFill(b, flat, 1); // no 0 * inf where the slope is 0
        return Indexing.maskedFill(mul(exponent, pow(a, add(exponent, -1))), flat, 0);
    }

    /** The logarithm; 0 where a is 0, because there {@code a^b log a} is 0 or has no meaning. */
    private static Tensor logOrZero(Tensor a) {
        return log(Indexing.maskedFill(a, Comparisons.eq(a, 0), 1));
    }

    /**
     * {@code a + b}.
     *
     * @param a one operand
     * @param b the other
     * @return the sum
     */
    public static Tensor add(Tensor a, Tensor b) {
        DType dtype = Broadcast.common(a, b);
        return ADD.apply(null, Shapes.cast(a, dtype), Shapes.cast(b, dtype));
    }

    /**
     * {@code a + b}.
     *
     * @param a a tensor
     * @param b a number, rounded to its type; a whole one if the tensor holds integers
     * @return the sum
     */
    public static Tensor add(Tensor a, double b) {
        return ADD_SCALAR.apply(Broadcast.scalar("add", a, b), Broadcast.computable(a));
    }

    /**
     * {@code a - b}.
     *
     * @param a one operand
     * @param b the other
     * @return the difference
     */
    public static Tensor sub(Tensor a, Tensor b) {
        DType dtype = Broadcast.common(a, b);
        return SUB.apply(null, Shapes.cast(a, dtype), Shapes.cast(b, dtype));
    }

    /**
     * {@code a - b}.
     *
     * @param a a number, rounded to the tensor's type; a whole one if the tensor holds integers
     * @param b a tensor
     * @return the difference
     */
    public static Tensor sub(double a, Tensor b) {
        return SCALAR_SUB.apply(Broadcast.scalar("sub", b, a), Broadcast.computable(b));
    }

    /**
     * {@code a b}.
     *
     * @param a one operand
     * @param b the other
     * @return the product
     */
    public static Tensor mul(Tensor a, Tensor b) {
        DType dtype = Broadcast.common(a, b);
        return MUL.apply(null, Shapes.cast(a, dtype), Shapes.cast(b, dtype));
    }

    /**
     * {@code a b}.
     *
     * @param a a tensor
     * @param b a number, rounded to its type; a whole one if the tensor holds integers
     * @return the product
     */
    public static Tensor mul(Tensor a, double b) {
        return MUL_SCALAR.apply(Broadcast.scalar("mul", a, b), Broadcast.computable(a));
    }

    /**
     * {@code a / b}; integers become F64 first.
     *
     * @param a one operand
     * @param b the other
     * @return the quotient
     */
    public static Tensor div(Tensor a, Tensor b) {
        DType dtype = Broadcast.commonFloating(a, b);
        return DIV.apply(null, Shapes.cast(a, dtype), Shapes.cast(b, dtype));
    }

    /**
     * {@code a / b}; integers become F64 first.
     *
     * @param a a tensor
     * @param b a number, rounded to its type
     * @return the quotient
     */
    public static Tensor div(Tensor a, double b) {
        return DIV_SCALAR.apply(new Scalar(b), Broadcast.floating(a));
    }

    /**
     * {@code a / b}; integers become F64 first.
     *
     * @param a a number, rounded to the tensor's type
     * @param b a tensor
     * @return the quotient
     */
    public static Tensor div(double a, Tensor b) {
        return SCALAR_DIV.apply(new Scalar(a), Broadcast.floating(b));
    }

    /**
     * {@code a} to the power {@code b}, with C's special cases; integers become F64 first.
     *
     * @param a the base
     * @param b the exponent
     * @return the power; its gradient for b is 0 where a is 0
     */
    public static Tensor pow(Tensor a, Tensor b) {
        DType dtype = Broadcast.commonFloating(a, b);
        return POW.apply(null, Shapes.cast(a, dtype), Shapes.cast(b, dtype));
    }

    /**
     * {@code a} to the power {@code b}, with C's special cases; integers become F64 first.
     *
     * @param a the base
     * @param b the exponent
     * @return the power
     */
    public static Tensor pow(Tensor a, double b) {
        return POW_SCALAR.apply(new Scalar(b), Broadcast.floating(a));
    }

    /**
     * {@code -x}.
     *
     * @param x a tensor
     * @return the negative
     */
    public static Tensor neg(Tensor x) {
        return NEG.apply(null, Broadcast.computable(x));
    }

    /**
     * {@code x x}.
     *
     * @param x a tensor
     * @return the squares
     */
    public static Tensor square(Tensor x) {
        return SQUARE.apply(null, Broadcast.computable(x));
    }

    /**
     * {@code e^x}.
     *
     * @param x a tensor; integers become F64 first
     * @return the result
     */
    public static Tensor exp(Tensor x) {
        return EXP.apply(null, Broadcast.floating(x));
    }

    /**
     * The natural logarithm.
     *
     * @param x a tensor; integers become F64 first
     * @return the result; negative infinity at 0, NaN below
     */
    public static Tensor log(Tensor x) {
        return LOG.apply(null, Broadcast.floating(x));
    }

    /**
     * The square root.
     *
     * @param x a tensor; integers become F64 first
     * @return the result; NaN below 0
     */
    public static Tensor sqrt(Tensor x) {
        return SQRT.apply(null, Broadcast.floating(x));
    }

    /**
     * {@code 1 / sqrt(x)}.
     *
     * @param x a tensor; integers become F64 first
     * @return the result
     */
    public static Tensor rsqrt(Tensor x) {
        return RSQRT.apply(null, Broadcast.floating(x));
    }

    /**
     * The hyperbolic tangent.
     *
     * @param x a tensor; integers become F64 first
     * @return the result
     */
    public static Tensor tanh(Tensor x) {
        return TANH.apply(null, Broadcast.floating(x));
    }

    /** {@code g (1 - y y)}: what {@link #TANH} sends back, given its output. */
    static Tensor tanhBackward(Tensor y, Tensor g) {
        return TANH_BACKWARD.apply(null, y, g);
    }

    /**
     * {@code 1 / (1 + exp(-x))}.
     *
     * @param x a tensor; integers become F64 first
     * @return the result
     */
    public static Tensor sigmoid(Tensor x) {
        return SIGMOID.apply(null, Broadcast.floating(x));
    }

    /** {@code g y (1 - y)}: what {@link #SIGMOID} sends back, given its output. */
    static Tensor sigmoidBackward(Tensor y, Tensor g) {
        return SIGMOID_BACKWARD.apply(null, y, g);
    }

    /**
     * {@code max(x, 0)}; its gradient at 0 is 0.
     *
     * @param x a tensor
     * @return the result
     */
    public static Tensor relu(Tensor x) {
        return RELU.apply(null, Broadcast.computable(x));
    }

    /** {@code y > 0 ? g : 0}: what {@link #RELU} sends back, given its output. */
    static Tensor reluBackward(Tensor y, Tensor g) {
        return RELU_BACKWARD.apply(null, y, g);
    }

    /**
     * The identity, whose gradient is reversed: {@code -scale g} (Ganin and Lempitsky, 1409.7495).
     *
     * @param x a tensor
     * @param scale how strongly
     * @return a view of x
     */
    public static Tensor gradientReversal(Tensor x, double scale) {
        return GRADIENT_REVERSAL.apply(new Scalar(scale), x);
    }

    /**
     * The error function.
     *
     * @param x a tensor; integers become F64 first
     * @return the result
     */
    public static Tensor erf(Tensor x) {
        return ERF.apply(null, Broadcast.floating(x));
    }
}

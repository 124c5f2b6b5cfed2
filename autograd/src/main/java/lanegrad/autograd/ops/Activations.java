package lanegrad.autograd.ops;

import static lanegrad.autograd.Rule.NOTHING;
import static lanegrad.autograd.Rule.input;
import static lanegrad.autograd.ops.Elementwise.add;
import static lanegrad.autograd.ops.Elementwise.div;
import static lanegrad.autograd.ops.Elementwise.exp;
import static lanegrad.autograd.ops.Elementwise.mul;
import static lanegrad.autograd.ops.Elementwise.neg;
import static lanegrad.autograd.ops.Elementwise.sigmoid;
import static lanegrad.autograd.ops.Elementwise.square;
import static lanegrad.autograd.ops.Elementwise.sub;
import static lanegrad.autograd.ops.Elementwise.tanh;

import java.util.List;
import lanegrad.array.NdArray;
import lanegrad.autograd.Autograd;
import lanegrad.autograd.Call;
import lanegrad.autograd.Op;
import lanegrad.autograd.Tensor;
import lanegrad.autograd.ops.Broadcast.Scalar;
import lanegrad.kernels.BinaryOp;
import lanegrad.kernels.UnaryOp;

/**
 * Nonlinear functions between layers, beside relu, tanh and sigmoid of {@link Elementwise} and gelu of {@link Fused}.
 * Integers become F64 first.
 */
public final class Activations {

    /** The constants of {@link #selu}. */
    private static final double SELU_ALPHA = 1.6732632423543772;
    private static final double SELU_SCALE = 1.0507009873554805;

    static final Op SOFTPLUS = Op.named("softplus").forward(call -> Broadcast.unary(call, UnaryOp.SOFTPLUS))
            .gradient(input(0), (call, g) -> mul(g, sigmoid(call.input(0)))).build();

    static final Op LOG_SIGMOID = Op.named("logSigmoid").forward(call -> Broadcast.unary(call, UnaryOp.LOG_SIGMOID))
            .gradient(input(0), (call, g) -> mul(g, sigmoid(neg(call.input(0))))).build();

    static final Op SILU = Op.named("silu").forward(call -> Broadcast.unary(call, UnaryOp.SILU)).fused(NOTHING,
            (call, g, into) -> {
                into[0] = NdArray.empty(g.dtype(), g.shape());
                Autograd.kernels().map().binary(BinaryOp.SILU_BACKWARD, call.array(0), g, into[0]);
            }, call -> mul(call.input(0), sigmoid(call.input(0))));

    static final Op MISH = Op.named("mish").forward(call -> Broadcast.unary(call, UnaryOp.MISH))
            .gradient(input(0), (call, g) -> {
                Tensor t = tanh(softplus(call.input(0)));
                return mul(g, add(t, mul(silu(call.input(0)), sub(1, square(t)))));
            }).build();

    static final Op SOFTSIGN = Op.named("softsign").forward(call -> Broadcast.unary(call, UnaryOp.SOFTSIGN))
            .gradient(input(0), (call, g) -> mul(g, square(div(1, add(Functions.abs(call.input(0)), 1))))).build();

    static final Op HARD_SWISH = Op.named("hardSwish").forward(call -> Broadcast.unary(call, UnaryOp.HARD_SWISH))
            .gradient(input(0), (call, g) -> {
                Tensor x = call.input(0);
                Tensor above = Indexing.maskedFill(add(div(x, 3), 0.5), Comparisons.ge(x, 3), 1);
                return mul(g, Indexing.maskedFill(above, Comparisons.le(x, -3), 0));
            }).build();

    static final Op LEAKY_RELU = Op.named("leakyRelu")
            .forward(call -> Broadcast.scalarRight(call, BinaryOp.LEAKY_RELU))
            .gradient(input(0), (call, g) -> Indexing.where(Comparisons.gt(call.input(0), 0), g,
                    mul(g, call.attributes(Scalar.class).value())))
            .build();

    static final Op ELU = Op.named("elu").forward(call -> Broadcast.scalarRight(call, BinaryOp.ELU))
            .gradient(input(0), (call, g) -> {
                double alpha = call.attributes(Scalar.class).value();
                return mul(g, oneAbove(call, mul(exp(BinaryFunctions.clampMax(call.input(0), 0)), alpha)));
            }).build();

    static final Op CELU = Op.named("celu").forward(call -> Broadcast.scalarRight(call, BinaryOp.CELU))
            .gradient(input(0), (call, g) -> {
                double alpha = call.attributes(Scalar.class).value();
                return mul(g, oneAbove(call, exp(div(BinaryFunctions.clampMax(call.input(0), 0), alpha))));
            }).build();

    static final List<Op> OPS = List.of(SOFTPLUS, LOG_SIGMOID, SILU, MISH, SOFTSIGN, HARD_SWISH, LEAKY_RELU, ELU,
            CELU);

    private Activations() {
    }

    /** A slope below 0, and 1 above. */
    private static Tensor oneAbove(Call call, Tensor slope) {
        return Indexing.maskedFill(slope, Comparisons.gt(call.input(0), 0), 1);
    }

    /**
     * {@code log(1 + e^x)}, without overflow.
     *
     * @param x a tensor
     * @return the result
     */
    public static Tensor softplus(Tensor x) {
        return SOFTPLUS.apply(null, Broadcast.floating(x));
    }

    /**
     * {@code log(sigmoid(x)) = -log(1 + e^-x)}, without overflow.
     *
     * @param x a tensor
     * @return the result
     */
    public static Tensor logSigmoid(Tensor x) {
        return LOG_SIGMOID.apply(null, Broadcast.floating(x));
    }

    /**
     * {@code x sigmoid(x)}, also called swish (Elfwing et al., 1702.03118; Ramachandran et al., 1710.05941).
     *
     * @param x a tensor
     * @return the result; 0 at negative infinity
     */
    public static Tensor silu(Tensor x) {
        return SILU.apply(null, Broadcast.floating(x));
    }

    /**
     * {@code x tanh(softplus(x))} (Misra, 1908.08681).
     *
     * @param x a tensor
     * @return the result; 0 at negative infinity
     */
    public static Tensor mish(Tensor x) {
        return MISH.apply(null, Broadcast.floating(x));
    }

    /**
     * {@code x / (1 + |x|)}.
     *
     * @param x a tensor
     * @return the result; 1 or -1 at infinity
     */
    public static Tensor softsign(Tensor x) {
        return SOFTSIGN.apply(null, Broadcast.floating(x));
    }

    /**
     * {@code x min(max(x + 3, 0), 6) / 6} (Howard et al., 1905.02244); its gradient at -3 is 0, at 3 it is 1.
     *
     * @param x a tensor
     * @return the result; 0 at negative infinity
     */
    public static Tensor hardSwish(Tensor x) {
        return HARD_SWISH.apply(null, Broadcast.floating(x));
    }

    /**
     * {@code x > 0 ? x : slope x} (Maas et al., 2013); its gradient at 0 is the slope.
     *
     * @param x a tensor
     * @param slope what numbers below 0 are multiplied by, such as 0.01
     * @return the result
     */
    public static Tensor leakyRelu(Tensor x, double slope) {
        return LEAKY_RELU.apply(new Scalar(slope), Broadcast.floating(x));
    }

    /**
     * {@code x > 0 ? x : alpha (e^x - 1)} (Clevert et al., 1511.07289); its gradient at 0 is alpha.
     *
     * @param x a tensor
     * @param alpha minus the limit far below 0, such as 1
     * @return the result
     */
    public static Tensor elu(Tensor x, double alpha) {
        return ELU.apply(new Scalar(alpha), Broadcast.floating(x));
    }

    /**
     * The self-normalising {@link #elu} (Klambauer et al., 1706.02515): times 1.0507 and with alpha 1.6733, which keep
     * mean 0 and variance 1.
     *
     * @param x a tensor
     * @return the result
     */
    public static Tensor selu(Tensor x) {
        return mul(elu(x, SELU_ALPHA), SELU_SCALE);
    }

    /**
     * {@code x > 0 ? x : alpha (e^(x / alpha) - 1)} (Barron, 1704.07483), whose gradient has no jump.
     *
     * @param x a tensor
     * @param alpha minus the limit far below 0, if it is positive
     * @return the result
     * @throws IllegalArgumentException if alpha is 0
     */
    public static Tensor celu(Tensor x, double alpha) {
        if (alpha == 0) {
            throw new IllegalArgumentException("celu: alpha is 0, another number expected");
        }
        return CELU.apply(new Scalar(alpha), Broadcast.floating(x));
    }
}

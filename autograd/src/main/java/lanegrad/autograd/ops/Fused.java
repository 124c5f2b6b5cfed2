package lanegrad.autograd.ops;

import static lanegrad.autograd.Rule.NOTHING;
import static lanegrad.autograd.Rule.OUTPUT;

import java.util.List;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.autograd.Autograd;
import lanegrad.autograd.Call;
import lanegrad.autograd.Op;
import lanegrad.autograd.Tensor;
import lanegrad.kernels.BinaryOp;
import lanegrad.kernels.NormKernels;
import lanegrad.kernels.UnaryOp;

/**
 * Ops that one kernel computes as a whole: softmax and its kin, cross-entropy, GELU. Each is defined by its
 * composite in primitive ops, which is also its gradient whenever a graph of gradients is built.
 */
public final class Fused {

    private record Ignored(long index) {
    }

    static final Op SOFTMAX = Op.named("softmax").forward(call -> {
        NdArray x = call.array(0);
        NdArray out = NdArray.empty(x.dtype(), x.shape());
        norm().softmax(x, out);
        return out;
    }).fused(OUTPUT, (call, g, into) -> {
        into[0] = NdArray.empty(g.dtype(), g.shape());
        norm().softmaxBackward(call.outputArray(), g, into[0]);
    }, call -> {
        if (call.shape(0).size() == 0) {
            return call.input(0); // which has no greatest element
        }
        Tensor e = shifted(call.input(0)).exp();
        Tensor sum = Reductions.sum(e, true, -1);
        return e.div(Indexing.maskedFill(sum, Comparisons.eq(sum, 0), 1));
    });

    static final Op LOG_SOFTMAX = Op.named("logSoftmax").forward(call -> {
        NdArray x = call.array(0);
        NdArray out = NdArray.empty(x.dtype(), x.shape());
        norm().logSoftmax(x, out);
        return out;
    }).fused(OUTPUT, (call, g, into) -> {
        into[0] = NdArray.empty(g.dtype(), g.shape());
        norm().logSoftmaxBackward(call.outputArray(), g, into[0]);
    }, call -> logSoftmaxComposite(withoutHidden(call.input(0))));

    static final Op CROSS_ENTROPY = Op.named("crossEntropy").forward(call -> {
        NdArray logits = call.array(0);
        NdArray loss = NdArray.empty(logits.dtype(), call.shape(1));
        NdArray lse = NdArray.empty(logits.dtype(), call.shape(1));
        norm().crossEntropy(logits, call.array(1), call.attributes(Ignored.class).index, loss, lse);
        call.stash(lse);
        return loss;
    }).fused(NOTHING, (call, g, into) -> {
        into[0] = NdArray.empty(g.dtype(), call.shape(0));
        norm().crossEntropyBackward(call.array(0), call.array(1), call.attributes(Ignored.class).index, call.stashed(0),
                g, into[0]);
    }, call -> {
        Tensor ignored = Comparisons.eq(call.input(1), call.attributes(Ignored.class).index);
        Tensor targets = Shapes.unsqueeze(Indexing.maskedFill(call.input(1), ignored, 0), -1);
        Tensor chosen = Shapes.squeeze(Indexing.gather(logSoftmaxComposite(call.input(0)), -1, targets), -1);
        return Indexing.maskedFill(chosen.neg(), ignored, 0);
    });

    static final Op GELU = Op.named("gelu").forward(call -> Broadcast.unary(call, UnaryOp.GELU)).fused(NOTHING,
            (call, g, into) -> into[0] = slope(call, g, BinaryOp.GELU_BACKWARD), call -> {
                Tensor x = call.input(0);
                return x.times(0.5).times(Functions.erfc(x.times(-Math.sqrt(0.5)))); // 1 + erf would cancel below 0
            });

    static final Op GELU_TANH = Op.named("geluTanh").forward(call -> Broadcast.unary(call, UnaryOp.GELU_TANH)).fused(
            NOTHING,
            (call, g, into) -> into[0] = slope(call, g, BinaryOp.GELU_TANH_BACKWARD), call -> {
                Tensor x = call.input(0);
                Tensor cubic = x.plus(Elementwise.square(x).times(x).times(0.044715));
                return x.times(cubic.times(2 * Math.sqrt(2 / Math.PI)).sigmoid()); // 1 + tanh would cancel below 0
            });

    static final List<Op> OPS = List.of(SOFTMAX, LOG_SOFTMAX, CROSS_ENTROPY, GELU, GELU_TANH);

    private Fused() {
    }

    private static NormKernels norm() {
        return Autograd.kernels().norm();
    }

    private static NdArray slope(Call call, NdArray g, BinaryOp op) {
        NdArray out = NdArray.empty(g.dtype(), g.shape());
        Autograd.kernels().map().binary(op, call.array(0), g, out);
        return out;
    }

    /**
     * x less the greatest of its row, which is a constant for the gradient; rows of negative infinities stay as they
     * are.
     */
    private static Tensor shifted(Tensor x) {
        Tensor top = Reductions.max(x.stopGradient(), true, -1);
        return x.minus(Indexing.maskedFill(top, Comparisons.eq(top, Double.NEGATIVE_INFINITY), 0));
    }

    /** x, but no gradient flows to negative infinities: they are what masks leave, and constants. */
    private static Tensor withoutHidden(Tensor x) {
        return Indexing.maskedFill(x, Comparisons.eq(x, Double.NEGATIVE_INFINITY), Double.NEGATIVE_INFINITY);
    }

    private static Tensor logSoftmaxComposite(Tensor x) {
        if (x.size() == 0) {
            return x; // which has no greatest element
        }
        Tensor top = Reductions.max(x.stopGradient(), true, -1);
        Tensor empty = Comparisons.eq(top, Double.NEGATIVE_INFINITY);
        Tensor z = shifted(Indexing.maskedFill(x, empty, 0));
        Tensor y = z.minus(Reductions.sum(z.exp(), true, -1).log());
        return Indexing.maskedFill(y, empty, Double.NEGATIVE_INFINITY);
    }

    /** Applies an op of the last axis to another one. */
    private static Tensor along(Op op, Tensor x, int axis) {
        if (x.rank() == 0) {
            throw new IllegalArgumentException(op.name() + " of a tensor of rank 0: at least one axis expected");
        }
        int at = x.shape().axis(axis);
        Tensor floating = Broadcast.floating(x);
        if (at == x.rank() - 1) {
            return op.apply(null, floating);
        }
        return Shapes.transpose(op.apply(null, Shapes.transpose(floating, at, -1)), at, -1);
    }

    /**
     * {@code exp(x) / sum(exp(x))} along an axis. Where a line is negative infinity throughout, the result is 0 and so
     * is its gradient.
     *
     * @param x a tensor
     * @param axis the axis; negative counts from the end
     * @return the weights
     */
    public static Tensor softmax(Tensor x, int axis) {
        return along(SOFTMAX, x, axis);
    }

    /**
     * {@code x - log(sum(exp(x)))} along an axis. Where a line is negative infinity throughout, so is the result. The
     * gradient of a negative infinity is 0.
     *
     * @param x a tensor
     * @param axis the axis; negative counts from the end
     * @return the logarithms of the weights
     */
    public static Tensor logSoftmax(Tensor x, int axis) {
        return along(LOG_SOFTMAX, x, axis);
    }

    /** Targets with this value are left out, as in PyTorch. */
    public static final long IGNORE = -100;

    /**
     * The cross-entropy of each row: {@code -logSoftmax(logits)[target]}; 0 for targets {@link #IGNORE}.
     *
     * @param logits [n, classes]
     * @param targets [n], I64 or I32
     * @return [n]
     * @throws IndexOutOfBoundsException if a target is not a class
     */
    public static Tensor crossEntropyRows(Tensor logits, Tensor targets) {
        if (logits.rank() != 2 || targets.rank() != 1 || targets.dim(0) != logits.dim(0)) {
            throw new IllegalArgumentException(
                    "crossEntropy: logits " + logits.shape() + " and targets " + targets.shape()
                            + ": [n, classes] and [n] expected");
        }
        if (!targets.dtype().isInteger()) {
            throw new IllegalArgumentException(
                    "crossEntropy: targets are " + targets.dtype() + ", I64 or I32 expected");
        }
        return CROSS_ENTROPY.apply(new Ignored(IGNORE), logits, Shapes.cast(targets, DType.I64));
    }

    /**
     * The mean cross-entropy over the rows whose target is not {@link #IGNORE}; 0 if there is none.
     *
     * @param logits [..., classes]
     * @param targets [...], I64 or I32
     * @return rank 0, in nats
     * @throws IllegalArgumentException if shapes or types do not fit
     * @throws IndexOutOfBoundsException if a target is no class and not {@link #IGNORE}
     */
    public static Tensor crossEntropy(Tensor logits, Tensor targets) {
        if (logits.rank() == 0 || !logits.shape().remove(-1).equals(targets.shape())) {
            throw new IllegalArgumentException(
                    "crossEntropy: logits " + logits.shape() + " and targets " + targets.shape()
                            + ": [..., classes] and [...] expected");
        }
        Tensor flat = Shapes.reshape(targets, targets.size());
        Tensor rows = crossEntropyRows(Shapes.reshape(logits, targets.size(), logits.dim(-1)), flat);
        Tensor counted = Reductions.sum(Comparisons.ne(flat, IGNORE));
        return rows.sum().div(Math.max(1, counted.item()));
    }

    /**
     * {@code x/2 (1 + erf(x / sqrt 2))} (Hendrycks and Gimpel, 1606.08415).
     *
     * @param x a tensor
     * @return the result
     */
    public static Tensor gelu(Tensor x) {
        return GELU.apply(null, Broadcast.floating(x));
    }

    /**
     * The tanh form of {@link #gelu}: {@code x/2 (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3)))}.
     *
     * @param x a tensor
     * @return the result
     */
    public static Tensor geluTanh(Tensor x) {
        return GELU_TANH.apply(null, Broadcast.floating(x));
    }
}

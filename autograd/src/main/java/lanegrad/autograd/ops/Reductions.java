package lanegrad.autograd.ops;

import static lanegrad.autograd.Rule.NOTHING;
import static lanegrad.autograd.Rule.OUTPUT;
import static lanegrad.autograd.Rule.input;

import java.util.List;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.autograd.Autograd;
import lanegrad.autograd.Call;
import lanegrad.autograd.Op;
import lanegrad.autograd.Tensor;
import lanegrad.kernels.BinaryOp;
import lanegrad.kernels.MapKernels;
import lanegrad.kernels.ReduceOp;
import lanegrad.kernels.UnaryOp;
import lanegrad.memory.Scope;

/**
 * Reductions over any axes. The ops themselves keep reduced axes at size 1, which is what their gradients need; the
 * methods drop them unless they are asked to keep them.
 */
public final class Reductions {

    private record Spread(Axes axes, double correction) {
    }

    static final Op SUM = Op.named("sum").forward(call -> reduce(call, ReduceOp.SUM))
            .gradient(NOTHING, (call, g) -> Shapes.expand(g, call.shape(0))).build();

    static final Op MEAN = Op.named("mean").forward(call -> reduce(call, ReduceOp.MEAN))
            .gradient(NOTHING,
                    (call, g) -> Shapes.expand(g.div(Math.max(1, call.attributes(Axes.class).count())), call.shape(0)))
            .build();

    static final Op MAX = Op.named("max").forward(call -> reduce(call, ReduceOp.MAX))
            .gradient(input(0) | OUTPUT, Reductions::extremumGradient).build();

    static final Op MIN = Op.named("min").forward(call -> reduce(call, ReduceOp.MIN))
            .gradient(input(0) | OUTPUT, Reductions::extremumGradient).build();

    static final Op VAR = Op.named("var").forward(call -> {
        NdArray x = call.array(0);
        Spread spread = call.attributes(Spread.class);
        NdArray out = NdArray.empty(x.dtype(), spread.axes.kept(x.shape()));
        Autograd.kernels().reduce().variance(x, spread.axes.bits(), spread.correction, out);
        return out;
    }).gradient(input(0), (call, g) -> {
        Spread spread = call.attributes(Spread.class);
        Tensor x = call.input(0);
        long count = spread.axes.count();
        if (count == 0) {
            return x; // as empty as its gradient
        }
        Tensor centred = x.minus(MEAN.apply(spread.axes, x));
        return centred.times(g.times(2 / (count - spread.correction)));
    }).build();

    /**
     * Each factor's gradient is the product of all others: of those before it, times those behind it. Nothing is
     * divided, so zeros do no harm.
     */
    static final Op PROD = Op.named("prod").forward(call -> reduce(call, ReduceOp.PROD))
            .gradient(input(0), (call, g) -> {
                Axes axes = call.attributes(Axes.class);
                Tensor lines = axes.lines(call.input(0));
                Tensor others = Scans.cumProd(lines, -1, false, true).times(Scans.cumProd(lines, -1, true, true));
                return axes.unlines(others, call.shape(0)).times(g);
            }).build();

    /**
     * The gradient is softmax: exponentials relative to the result, divided by their sum, so that the result's own
     * rounding cancels. Where the result is infinite it is a constant.
     */
    static final Op LOG_SUM_EXP = Op.named("logSumExp").forward(Reductions::logSumExp)
            .gradient(input(0) | OUTPUT, (call, g) -> {
                Tensor y = call.output().stopGradient();
                Tensor e = Indexing.maskedFill(call.input(0).minus(y), isInfinite(y), Double.NEGATIVE_INFINITY).exp();
                Tensor sum = SUM.apply(call.attributes(Axes.class), e);
                return e.div(Indexing.maskedFill(sum, Comparisons.eq(sum, 0), 1)).times(g);
            }).build();

    static final Op ANY = Op.named("any").forward(call -> reduce(call, ReduceOp.ANY))
            .withoutGradient("its output is a truth value");

    static final Op ALL = Op.named("all").forward(call -> reduce(call, ReduceOp.ALL))
            .withoutGradient("its output is a truth value");

    static final Op ARG_MAX = Op.named("argMax").forward(call -> position(call, true))
            .withoutGradient("its output is an index");

    static final Op ARG_MIN = Op.named("argMin").forward(call -> position(call, false))
            .withoutGradient("its output is an index");

    static final List<Op> OPS = List.of(SUM, MEAN, MAX, MIN, VAR, PROD, LOG_SUM_EXP, ANY, ALL, ARG_MAX, ARG_MIN);

    private Reductions() {
    }

    private static NdArray reduce(Call call, ReduceOp op) {
        NdArray x = call.array(0);
        Axes axes = call.attributes(Axes.class);
        boolean logical = op == ReduceOp.ANY || op == ReduceOp.ALL;
        NdArray out = NdArray.empty(logical ? DType.BOOL : x.dtype(), axes.kept(x.shape()));
        Autograd.kernels().reduce().reduce(op, x, axes.bits(), out);
        return out;
    }

    private static NdArray position(Call call, boolean greatest) {
        NdArray x = call.array(0);
        int axis = Integer.numberOfTrailingZeros(call.attributes(Axes.class).bits());
        NdArray out = NdArray.empty(DType.I64, x.shape().with(axis, 1));
        if (greatest) {
            Autograd.kernels().reduce().argMax(x, axis, out);
        } else {
            Autograd.kernels().reduce().argMin(x, axis, out);
        }
        return out;
    }

    private static NdArray logSumExp(Call call) {
        NdArray x = call.array(0);
        Axes axes = call.attributes(Axes.class);
        NdArray out = NdArray.empty(x.dtype(), axes.kept(x.shape()));
        if (x.size() == 0) {
            Autograd.kernels().copy().copy(NdArray.full(x.dtype(), Shape.SCALAR, Double.NEGATIVE_INFINITY), out);
            return out;
        }
        // What is taken out of the exponents is finite, so that no difference of infinities is left.
        MapKernels map = Autograd.kernels().map();
        double most = x.dtype() == DType.F32 ? Float.MAX_VALUE : Double.MAX_VALUE;
        try (Scope _ = Scope.open("logSumExp")) {
            NdArray level = NdArray.empty(x.dtype(), out.shape());
            Autograd.kernels().reduce().reduce(ReduceOp.MAX, x, axes.bits(), level);
            map.binary(BinaryOp.MIN, level, most, level);
            map.binary(BinaryOp.MAX, level, -most, level);
            NdArray exponentials = NdArray.empty(x.dtype(), x.shape());
            map.binary(BinaryOp.SUB, x, level, exponentials);
            map.unary(UnaryOp.EXP, exponentials, exponentials);
            Autograd.kernels().reduce().reduce(ReduceOp.SUM, exponentials, axes.bits(), out);
            map.unary(UnaryOp.LOG, out, out);
            map.binary(BinaryOp.ADD, out, level, out);
        }
        return out;
    }

    /** Whether elements are infinite, of either sign. */
    static Tensor isInfinite(Tensor x) {
        return Comparisons.or(Comparisons.eq(x, Double.POSITIVE_INFINITY),
                Comparisons.eq(x, Double.NEGATIVE_INFINITY));
    }

    /** The gradient is shared evenly by the elements that are the extremum. */
    private static Tensor extremumGradient(Call call, Tensor g) {
        Tensor ties = Shapes.cast(Comparisons.eq(call.input(0), call.output()), g.dtype());
        Tensor count = SUM.apply(call.attributes(Axes.class), ties);
        return ties.times(g.div(count));
    }

    /** Integers and truth values add up in I64, as in NumPy. */
    static Tensor addable(Tensor x) {
        return x.dtype().isFloating() ? x : Shapes.cast(x, DType.I64);
    }

    /**
     * The sum of all elements; integers and truth values add up in I64.
     *
     * @param x a tensor
     * @return rank 0
     */
    public static Tensor sum(Tensor x) {
        return Axes.over(SUM, addable(x), false, Axes.all(x.shape()));
    }

    /**
     * The sum over axes.
     *
     * @param x a tensor
     * @param keepDims whether the axes stay, with size 1
     * @param axes which; negative count from the end; none sums over nothing
     * @return the sums
     */
    public static Tensor sum(Tensor x, boolean keepDims, int... axes) {
        return Axes.over(SUM, addable(x), keepDims, Axes.bits("sum", x.shape(), axes));
    }

    /**
     * The mean of all elements; NaN for none.
     *
     * @param x a tensor; integers become F64 first
     * @return rank 0
     */
    public static Tensor mean(Tensor x) {
        return Axes.over(MEAN, Broadcast.floating(x), false, Axes.all(x.shape()));
    }

    /**
     * The mean over axes; NaN over nothing.
     *
     * @param x a tensor; integers become F64 first
     * @param keepDims whether the axes stay, with size 1
     * @param axes which; negative count from the end
     * @return the means
     */
    public static Tensor mean(Tensor x, boolean keepDims, int... axes) {
        return Axes.over(MEAN, Broadcast.floating(x), keepDims, Axes.bits("mean", x.shape(), axes));
    }

    /**
     * The greatest element; NaN if there is one. Its gradient is shared evenly between equals.
     *
     * @param x a tensor of at least one element
     * @return rank 0
     */
    public static Tensor max(Tensor x) {
        return Axes.over(MAX, x, false, Axes.all(x.shape()));
    }

    /**
     * The greatest element over axes; NaN if there is one. Its gradient is shared evenly between equals.
     *
     * @param x a tensor
     * @param keepDims whether the axes stay, with size 1
     * @param axes which; negative count from the end
     * @return the greatest elements
     */
    public static Tensor max(Tensor x, boolean keepDims, int... axes) {
        return Axes.over(MAX, x, keepDims, Axes.bits("max", x.shape(), axes));
    }

    /**
     * The least element; NaN if there is one. Its gradient is shared evenly between equals.
     *
     * @param x a tensor of at least one element
     * @return rank 0
     */
    public static Tensor min(Tensor x) {
        return Axes.over(MIN, x, false, Axes.all(x.shape()));
    }

    /**
     * The least element over axes; NaN if there is one. Its gradient is shared evenly between equals.
     *
     * @param x a tensor
     * @param keepDims whether the axes stay, with size 1
     * @param axes which; negative count from the end
     * @return the least elements
     */
    public static Tensor min(Tensor x, boolean keepDims, int... axes) {
        return Axes.over(MIN, x, keepDims, Axes.bits("min", x.shape(), axes));
    }

    /**
     * The variance over axes, by two passes.
     *
     * @param x a tensor; integers become F64 first
     * @param correction 1 for the unbiased estimate, 0 for the mean of squares
     * @param keepDims whether the axes stay, with size 1
     * @param axes which; negative count from the end
     * @return the variances
     */
    public static Tensor var(Tensor x, double correction, boolean keepDims, int... axes) {
        int bits = Axes.bits("var", x.shape(), axes);
        Tensor kept = VAR.apply(new Spread(Axes.of(x.shape(), bits), correction), Broadcast.floating(x));
        return Axes.finish(kept, x.shape(), bits, keepDims);
    }

    /**
     * Where the greatest element lies, in row-major order: the first of equals; a NaN wins.
     *
     * @param x a tensor of at least one element
     * @return I64, rank 0
     */
    public static Tensor argMax(Tensor x) {
        return argMax(Shapes.reshape(x, x.size()), 0, false);
    }

    /**
     * Where the least element lies, in row-major order: the first of equals; a NaN wins.
     *
     * @param x a tensor of at least one element
     * @return I64, rank 0
     */
    public static Tensor argMin(Tensor x) {
        return argMin(Shapes.reshape(x, x.size()), 0, false);
    }

    /**
     * Where the greatest element along an axis lies: the first of equals; a NaN wins.
     *
     * @param x a tensor
     * @param axis the axis; negative counts from the end
     * @param keepDims whether the axis stays, with size 1
     * @return I64
     */
    public static Tensor argMax(Tensor x, int axis, boolean keepDims) {
        return Axes.over(ARG_MAX, x, keepDims, 1 << x.shape().axis(axis));
    }

    /**
     * Where the least element along an axis lies: the first of equals; a NaN wins.
     *
     * @param x a tensor
     * @param axis the axis; negative counts from the end
     * @param keepDims whether the axis stays, with size 1
     * @return I64
     */
    public static Tensor argMin(Tensor x, int axis, boolean keepDims) {
        return Axes.over(ARG_MIN, x, keepDims, 1 << x.shape().axis(axis));
    }

    /**
     * The standard deviation over axes: the root of {@link #var}. Where it is 0, so is its gradient.
     *
     * @param x a tensor; integers become F64 first
     * @param correction 1 for the unbiased estimate, 0 for the root mean square
     * @param keepDims whether the axes stay, with size 1
     * @param axes which; negative count from the end
     * @return the deviations
     */
    public static Tensor std(Tensor x, double correction, boolean keepDims, int... axes) {
        Tensor var = var(x, correction, keepDims, axes);
        Tensor none = Comparisons.eq(var, 0);
        return Indexing.maskedFill(Indexing.maskedFill(var, none, 1).sqrt(), none, 0);
    }

    /**
     * The product over axes; integers and truth values multiply in I64. The gradient is exact where factors are 0.
     *
     * @param x a tensor
     * @param keepDims whether the axes stay, with size 1
     * @param axes which; negative count from the end
     * @return the products; 1 over nothing
     */
    public static Tensor prod(Tensor x, boolean keepDims, int... axes) {
        return Axes.over(PROD, addable(x), keepDims, Axes.bits("prod", x.shape(), axes));
    }

    /**
     * {@code log(sum(exp(x)))} over axes, without overflow. Where all elements are negative infinity, or there is none,
     * so is the result; where one is positive infinity, so is the result. Infinite results are constants: no gradient
     * flows to them, and none to elements that are negative infinity.
     *
     * @param x a tensor; integers become F64 first
     * @param keepDims whether the axes stay, with size 1
     * @param axes which; negative count from the end
     * @return the logarithms
     */
    public static Tensor logSumExp(Tensor x, boolean keepDims, int... axes) {
        return Axes.over(LOG_SUM_EXP, Broadcast.floating(x), keepDims, Axes.bits("logSumExp", x.shape(), axes));
    }

    /**
     * Whether any element over axes is not 0; NaN is not.
     *
     * @param x a tensor
     * @param keepDims whether the axes stay, with size 1
     * @param axes which; negative count from the end
     * @return BOOL; false over nothing
     */
    public static Tensor any(Tensor x, boolean keepDims, int... axes) {
        return Axes.over(ANY, truth(x), keepDims, Axes.bits("any", x.shape(), axes));
    }

    /**
     * Whether no element over axes is 0; NaN is not.
     *
     * @param x a tensor
     * @param keepDims whether the axes stay, with size 1
     * @param axes which; negative count from the end
     * @return BOOL; true over nothing
     */
    public static Tensor all(Tensor x, boolean keepDims, int... axes) {
        return Axes.over(ALL, truth(x), keepDims, Axes.bits("all", x.shape(), axes));
    }

    private static Tensor truth(Tensor x) {
        return x.dtype() == DType.BOOL ? x : Comparisons.ne(x, 0);
    }
}

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
import lanegrad.kernels.ReduceOp;

/**
 * Reductions over any axes. The ops themselves keep reduced axes at size 1, which is what their gradients need; the
 * methods drop them unless they are asked to keep them.
 */
public final class Reductions {

    /** Which axes, as bits. */
    private record Axes(int bits, long count) {
    }

    private record VarianceAxes(int bits, long count, double correction) {
    }

    static final Op SUM = Op.named("sum").forward(call -> reduce(call, ReduceOp.SUM))
            .gradient(NOTHING, (call, g) -> Shapes.expand(g, call.shape(0))).build();

    static final Op MEAN = Op.named("mean").forward(call -> reduce(call, ReduceOp.MEAN))
            .gradient(NOTHING,
                    (call, g) -> Shapes.expand(g.div(Math.max(1, call.attributes(Axes.class).count)), call.shape(0)))
            .build();

    static final Op MAX = Op.named("max").forward(call -> reduce(call, ReduceOp.MAX))
            .gradient(input(0) | OUTPUT, Reductions::extremumGradient).build();

    static final Op MIN = Op.named("min").forward(call -> reduce(call, ReduceOp.MIN))
            .gradient(input(0) | OUTPUT, Reductions::extremumGradient).build();

    static final Op VAR = Op.named("var").forward(call -> {
        NdArray x = call.array(0);
        VarianceAxes axes = call.attributes(VarianceAxes.class);
        NdArray out = NdArray.empty(x.dtype(), reduced(x.shape(), axes.bits));
        Autograd.kernels().reduce().variance(x, axes.bits, axes.correction, out);
        return out;
    }).gradient(input(0), (call, g) -> {
        VarianceAxes axes = call.attributes(VarianceAxes.class);
        Tensor x = call.input(0);
        if (axes.count == 0) {
            return x; // as empty as its gradient
        }
        Tensor centred = x.minus(MEAN.apply(new Axes(axes.bits, axes.count), x));
        return centred.times(g.times(2 / (axes.count - axes.correction)));
    }).build();

    static final Op ARG_MAX = Op.named("argMax").forward(call -> {
        NdArray x = call.array(0);
        int axis = Integer.numberOfTrailingZeros(call.attributes(Axes.class).bits);
        NdArray out = NdArray.empty(DType.I64, x.shape().with(axis, 1));
        Autograd.kernels().reduce().argMax(x, axis, out);
        return out;
    }).withoutGradient("its output is an index");

    static final List<Op> OPS = List.of(SUM, MEAN, MAX, MIN, VAR, ARG_MAX);

    private Reductions() {
    }

    private static NdArray reduce(Call call, ReduceOp op) {
        NdArray x = call.array(0);
        int bits = call.attributes(Axes.class).bits;
        NdArray out = NdArray.empty(x.dtype(), reduced(x.shape(), bits));
        Autograd.kernels().reduce().reduce(op, x, bits, out);
        return out;
    }

    /** The gradient is shared evenly by the elements that are the extremum. */
    private static Tensor extremumGradient(Call call, Tensor g) {
        Tensor ties = Shapes.cast(Comparisons.eq(call.input(0), call.output()), g.dtype());
        Tensor count = SUM.apply(call.attributes(Axes.class), ties);
        return ties.times(g.div(count));
    }

    private static Shape reduced(Shape shape, int bits) {
        long[] dims = shape.toArray();
        for (int i = 0; i < dims.length; i++) {
            if ((bits & 1 << i) != 0) {
                dims[i] = 1;
            }
        }
        return Shape.of(dims);
    }

    private static int bits(String op, Shape shape, int[] axes) {
        int bits = 0;
        for (int axis : axes) {
            int bit = 1 << shape.axis(axis);
            if ((bits & bit) != 0) {
                throw new IllegalArgumentException(op + " over axis " + axis + " of " + shape + ": named twice");
            }
            bits |= bit;
        }
        return bits;
    }

    private static int allBits(Shape shape) {
        return (1 << shape.rank()) - 1;
    }

    private static Axes axes(Shape shape, int bits) {
        return new Axes(bits, count(shape, bits));
    }

    private static long count(Shape shape, int bits) {
        long count = 1;
        for (int i = 0; i < shape.rank(); i++) {
            if ((bits & 1 << i) != 0) {
                count *= shape.dim(i);
            }
        }
        return count;
    }

    /** Drops the reduced axes, unless they shall stay. */
    private static Tensor finish(Tensor kept, Shape shape, int bits, boolean keepDims) {
        if (keepDims || bits == 0) {
            return kept;
        }
        long[] dims = new long[shape.rank() - Integer.bitCount(bits)];
        int at = 0;
        for (int i = 0; i < shape.rank(); i++) {
            if ((bits & 1 << i) == 0) {
                dims[at++] = shape.dim(i);
            }
        }
        return Shapes.reshape(kept, dims);
    }

    private static Tensor over(Op op, Tensor x, boolean keepDims, int bits) {
        return finish(op.apply(axes(x.shape(), bits), x), x.shape(), bits, keepDims);
    }

    /** Integers and truth values add up in I64, as in NumPy. */
    private static Tensor addable(Tensor x) {
        return x.dtype().isFloating() ? x : Shapes.cast(x, DType.I64);
    }

    /**
     * The sum of all elements; integers and truth values add up in I64.
     *
     * @param x a tensor
     * @return rank 0
     */
    public static Tensor sum(Tensor x) {
        return over(SUM, addable(x), false, allBits(x.shape()));
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
        return over(SUM, addable(x), keepDims, bits("sum", x.shape(), axes));
    }

    /**
     * The mean of all elements; NaN for none.
     *
     * @param x a tensor; integers become F64 first
     * @return rank 0
     */
    public static Tensor mean(Tensor x) {
        return over(MEAN, Broadcast.floating(x), false, allBits(x.shape()));
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
        return over(MEAN, Broadcast.floating(x), keepDims, bits("mean", x.shape(), axes));
    }

    /**
     * The greatest element; NaN if there is one. Its gradient is shared evenly between equals.
     *
     * @param x a tensor of at least one element
     * @return rank 0
     */
    public static Tensor max(Tensor x) {
        return over(MAX, x, false, allBits(x.shape()));
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
        return over(MAX, x, keepDims, bits("max", x.shape(), axes));
    }

    /**
     * The least element; NaN if there is one. Its gradient is shared evenly between equals.
     *
     * @param x a tensor of at least one element
     * @return rank 0
     */
    public static Tensor min(Tensor x) {
        return over(MIN, x, false, allBits(x.shape()));
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
        return over(MIN, x, keepDims, bits("min", x.shape(), axes));
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
        int bits = bits("var", x.shape(), axes);
        Tensor kept = VAR.apply(new VarianceAxes(bits, count(x.shape(), bits), correction), Broadcast.floating(x));
        return finish(kept, x.shape(), bits, keepDims);
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
        return over(ARG_MAX, x, keepDims, 1 << x.shape().axis(axis));
    }
}

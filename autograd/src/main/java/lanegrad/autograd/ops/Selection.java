package lanegrad.autograd.ops;

import static lanegrad.autograd.Rule.OUTPUT;
import static lanegrad.autograd.Rule.input;

import java.util.Arrays;
import java.util.List;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.autograd.Autograd;
import lanegrad.autograd.Call;
import lanegrad.autograd.Op;
import lanegrad.autograd.Tensor;

/**
 * Choosing elements whose number the data decide, whole slices by their indices, and writing to places that indices
 * name. Gradients flow by {@link Indexing#gather} and {@link Indexing#scatterAdd}.
 */
public final class Selection {

    private record Places(boolean flat) {
    }

    private record Extremum(int axis, boolean greatest) {
    }

    static final Op NON_ZERO = Op.named("nonZero").forward(call -> {
        NdArray x = call.array(0);
        long count = Autograd.kernels().index().countNonZero(x);
        boolean flat = call.attributes(Places.class).flat;
        NdArray out = NdArray.empty(DType.I64, flat ? Shape.of(count) : Shape.of(count, x.rank()));
        Autograd.kernels().index().nonZero(x, out);
        return out;
    }).withoutGradient("its output is an index");

    static final Op SCATTER = Op.named("scatter").forward(call -> {
        NdArray x = call.array(0);
        NdArray out = NdArray.empty(x.dtype(), x.shape());
        Autograd.kernels().copy().copy(x, out);
        Autograd.kernels().index().scatter(out, call.attributes(Axis.class).axis(), call.array(1), call.array(2));
        return out;
    }).gradient(input(1), (call, g) -> {
        Tensor zeros = Tensor.zeros(g.dtype(), call.shape(2).toArray());
        return scatter(g, call.attributes(Axis.class).axis(), call.input(1), zeros);
    }).constant().gradient(input(1), (call, g) -> {
        int axis = call.attributes(Axis.class).axis();
        Tensor lost = Comparisons.not(lasting(call.shape(0), axis, call.input(1)));
        return Indexing.maskedFill(Indexing.gather(g, axis, call.input(1)), lost, 0);
    }).build();

    /** The gradient is shared evenly by all that are the extremum of a place, what was there before among them. */
    static final Op SCATTER_EXTREMUM = Op.named("scatterExtremum").forward(call -> {
        NdArray x = call.array(0);
        Extremum extremum = call.attributes(Extremum.class);
        NdArray out = NdArray.empty(x.dtype(), x.shape());
        Autograd.kernels().copy().copy(x, out);
        Autograd.kernels().index().scatterExtremum(out, extremum.axis, call.array(1), call.array(2),
                extremum.greatest);
        return out;
    }).gradient(input(0) | input(1) | input(2) | OUTPUT, (call, g) -> {
        Tensor ties = Shapes.cast(Comparisons.eq(call.input(0), call.output()), g.dtype());
        return ties.times(share(call, ties, g));
    }).constant().gradient(input(0) | input(1) | input(2) | OUTPUT, (call, g) -> {
        int axis = call.attributes(Extremum.class).axis;
        Tensor before = Shapes.cast(Comparisons.eq(call.input(0), call.output()), g.dtype());
        return sourceTies(call, g.dtype()).times(Indexing.gather(share(call, before, g), axis, call.input(1)));
    }).build();

    static final List<Op> OPS = List.of(NON_ZERO, SCATTER, SCATTER_EXTREMUM);

    private Selection() {
    }

    /** Which elements of the source are the extremum of their places: 1, and 0 for the others. */
    private static Tensor sourceTies(Call call, DType dtype) {
        Tensor found = Indexing.gather(call.output(), call.attributes(Extremum.class).axis, call.input(1));
        return Shapes.cast(Comparisons.eq(call.input(2), found), dtype);
    }

    /** What each of those that are the extremum of a place receives of its gradient. */
    private static Tensor share(Call call, Tensor before, Tensor g) {
        return g.div(Indexing.scatterAdd(before, call.attributes(Extremum.class).axis, call.input(1),
                sourceTies(call, g.dtype())));
    }

    /** Which elements of a source stay, and are not written over by one that comes later. */
    private static Tensor lasting(Shape target, int axis, Tensor indices) {
        Tensor numbers = Scans.cumSum(Tensor.ones(DType.I64, line(indices.rank(), axis, indices.dim(axis))), axis);
        Tensor order = Shapes.expand(numbers, indices.shape());
        Tensor last = scatter(Tensor.zeros(DType.I64, target.toArray()), axis, indices, order);
        return Comparisons.eq(Indexing.gather(last, axis, indices), order);
    }

    /** A shape whose axes have size 1, but for one. */
    private static long[] line(int rank, int axis, long size) {
        long[] dims = new long[rank];
        Arrays.fill(dims, 1);
        dims[axis] = size;
        return dims;
    }

    private static void requireList(String op, Tensor indices) {
        Indexing.requireIndices(op, indices);
        if (indices.rank() != 1) {
            throw new IllegalArgumentException(op + ": the indices are " + indices.dtype() + " " + indices.shape()
                    + ", I32 or I64 with 1 axis expected");
        }
    }

    /**
     * Where the elements are that are not 0 (NaN is not), in row-major order: NumPy's argwhere. How many there are is
     * known only when it has run.
     *
     * @param x a tensor
     * @return I64 [count, rank of x]
     */
    public static Tensor nonZero(Tensor x) {
        return NON_ZERO.apply(new Places(false), x);
    }

    /**
     * The elements where a mask holds, in row-major order. How many there are is known only when it has run.
     *
     * @param x a tensor
     * @param mask BOOL; x and mask broadcast
     * @return [count]
     */
    public static Tensor maskedSelect(Tensor x, Tensor mask) {
        Indexing.requireMask("maskedSelect", mask);
        Shape shape = Shape.broadcast("maskedSelect", x.shape(), mask.shape());
        return take(Shapes.expand(x, shape), NON_ZERO.apply(new Places(true), Shapes.expand(mask, shape)));
    }

    /**
     * Elements by their positions in row-major order.
     *
     * @param x a tensor
     * @param indices I32 or I64, any shape
     * @return the shape of the indices
     * @throws IndexOutOfBoundsException if an index is not from 0 to one less than the size of x
     */
    public static Tensor take(Tensor x, Tensor indices) {
        Indexing.requireIndices("take", indices);
        Tensor flat = Indexing.gather(Shapes.reshape(x, x.size()), 0, Shapes.reshape(indices, indices.size()));
        return Shapes.reshape(flat, indices.shape());
    }

    /**
     * Whole slices along an axis: {@code out[i, j, k] = x[i, indices[j], k]} for axis 1.
     *
     * @param x a tensor
     * @param axis the axis; negative counts from the end
     * @param indices I32 or I64 [n]
     * @return x's shape, with n along the axis
     * @throws IndexOutOfBoundsException if an index is outside the axis
     */
    public static Tensor indexSelect(Tensor x, int axis, Tensor indices) {
        requireList("indexSelect", indices);
        return Indexing.gather(x, axis, everywhere(x, x.shape().axis(axis), indices));
    }

    /**
     * x, with whole slices added along an axis: {@code out[i, indices[j], k] += source[i, j, k]} for axis 1.
     *
     * @param x a tensor
     * @param axis the axis; negative counts from the end
     * @param indices I32 or I64 [n]
     * @param source x's type, and its shape with n along the axis
     * @return x's shape
     * @throws IndexOutOfBoundsException if an index is outside the axis
     */
    public static Tensor indexAdd(Tensor x, int axis, Tensor indices, Tensor source) {
        requireList("indexAdd", indices);
        Tensor wide = everywhere(x, x.shape().axis(axis), indices);
        Indexing.requireSource("indexAdd", x, wide, source);
        return Indexing.scatterAdd(x, axis, wide, source);
    }

    /** The same indices for every line of x along an axis: a view. */
    private static Tensor everywhere(Tensor x, int axis, Tensor indices) {
        long n = indices.size();
        return Shapes.expand(Shapes.reshape(indices, line(x.rank(), axis, n)), x.shape().with(axis, n));
    }

    /**
     * x, with elements written where indices name along an axis: {@code out[i, indices[i, j, k], k] = source[i, j, k]}
     * for axis 1. Of several elements for one place the last one in row-major order stays; the others have gradient 0,
     * and so has what they were written over.
     *
     * @param x a tensor
     * @param axis the axis; negative counts from the end
     * @param indices I32 or I64, of x's rank, no longer than x on any other axis
     * @param source the shape of the indices, x's type
     * @return x's shape
     * @throws IndexOutOfBoundsException if an index is outside the axis
     */
    public static Tensor scatter(Tensor x, int axis, Tensor indices, Tensor source) {
        Indexing.requireIndices("scatter", indices);
        Indexing.requireSource("scatter", x, indices, source);
        return SCATTER.apply(new Axis(x.shape().axis(axis)), x, indices, source);
    }

    /**
     * The greatest of x and the elements that indices name its places for, along an axis: {@code out[i, indices[i, j,
     * k], k] = max(x[i, indices[i, j, k], k], source[i, j, k], ...)} for axis 1; NaN if there is one. The gradient is
     * shared evenly between equals.
     *
     * @param x a tensor of numbers
     * @param axis the axis; negative counts from the end
     * @param indices I32 or I64, of x's rank, no longer than x on any other axis
     * @param source the shape of the indices, x's type
     * @return x's shape
     * @throws IndexOutOfBoundsException if an index is outside the axis
     */
    public static Tensor scatterMax(Tensor x, int axis, Tensor indices, Tensor source) {
        return extremum("scatterMax", x, axis, indices, source, true);
    }

    /**
     * As {@link #scatterMax}, the least.
     *
     * @param x a tensor of numbers
     * @param axis the axis; negative counts from the end
     * @param indices I32 or I64, of x's rank, no longer than x on any other axis
     * @param source the shape of the indices, x's type
     * @return x's shape
     * @throws IndexOutOfBoundsException if an index is outside the axis
     */
    public static Tensor scatterMin(Tensor x, int axis, Tensor indices, Tensor source) {
        return extremum("scatterMin", x, axis, indices, source, false);
    }

    private static Tensor extremum(String op, Tensor x, int axis, Tensor indices, Tensor source, boolean greatest) {
        Indexing.requireIndices(op, indices);
        Indexing.requireSource(op, x, indices, source);
        return SCATTER_EXTREMUM.apply(new Extremum(x.shape().axis(axis), greatest), x, indices, source);
    }

    /**
     * Indices as vectors of zeros with one 1.
     *
     * @param indices I32 or I64, any shape
     * @param classes how long the vectors are
     * @param dtype the type of the result
     * @return the shape of the indices, then classes
     * @throws IndexOutOfBoundsException if an index is not from 0 to classes - 1
     */
    public static Tensor oneHot(Tensor indices, long classes, DType dtype) {
        Indexing.requireIndices("oneHot", indices);
        if (classes < 0) {
            throw new IllegalArgumentException("oneHot with " + classes + " classes: at least 0 expected");
        }
        Tensor at = Shapes.unsqueeze(indices, -1);
        Tensor one = Shapes.expand(Tensor.ones(dtype), at.shape());
        return scatter(Tensor.zeros(dtype, indices.shape().insert(-1, classes).toArray()), -1, at, one);
    }

    /**
     * How often each number occurs, or the sum of the weights at its occurrences. How many numbers there are is known
     * only when it has run.
     *
     * @param x I32 or I64 [n], none below 0
     * @param weights [n], or null for 1 each
     * @param minLength how long the result is at least
     * @return one element for each number up to the greatest in x: I64, or the type of the weights
     * @throws IndexOutOfBoundsException if a number is below 0
     */
    public static Tensor bincount(Tensor x, Tensor weights, long minLength) {
        requireList("bincount", x);
        if (weights != null && !weights.shape().equals(x.shape())) {
            throw new IllegalArgumentException(
                    "bincount: weights " + weights.shape() + " for numbers " + x.shape() + ": one shape expected");
        }
        if (x.size() > 0 && Reductions.min(x).item() < 0) {
            throw new IndexOutOfBoundsException("bincount of " + x.shape() + ": there is a number "
                    + x.dtype() + " below 0: " + (long) Reductions.min(x).item());
        }
        long length = Math.max(minLength, x.size() == 0 ? 0 : (long) Reductions.max(x).item() + 1);
        Tensor each = weights != null ? Broadcast.computable(weights)
                : Shapes.expand(Tensor.ones(DType.I64), x.shape());
        return Indexing.scatterAdd(Tensor.zeros(each.dtype(), length), 0, x, each);
    }

    /**
     * How many elements lie in each bin of a row of edges, or the sum of their weights: NumPy's histogram. A bin has
     * its left edge, and the last one both; what lies in none, as NaN does, is not counted.
     *
     * @param x a tensor
     * @param edges ascending [bins + 1], which is not checked
     * @param weights x's shape, or null for 1 each
     * @return [bins]: I64, or the type of the weights
     */
    public static Tensor histogram(Tensor x, Tensor edges, Tensor weights) {
        if (edges.rank() != 1 || edges.size() < 2) {
            throw new IllegalArgumentException(
                    "histogram: the edges are " + edges.shape() + ", at least 2 in a row expected");
        }
        if (weights != null && !weights.shape().equals(x.shape())) {
            throw new IllegalArgumentException(
                    "histogram: weights " + weights.shape() + " for " + x.shape() + ": one shape expected");
        }
        long bins = edges.size() - 1;
        Tensor flat = Shapes.reshape(x, x.size());
        // Before the first edge is 0, behind the last but one is bins; the last edge itself belongs to the last bin.
        Tensor places = Sorting.searchSorted(edges, flat, true);
        Tensor last = Comparisons.eq(flat, Shapes.slice(edges, 0, bins, bins + 1, 1));
        Tensor counted = bincount(Indexing.maskedFill(places, last, bins),
                weights == null ? null : Shapes.reshape(weights, weights.size()), bins + 2);
        return Shapes.slice(counted, 0, 1, bins + 1, 1);
    }

    /**
     * How many elements lie in each of some bins of one width.
     *
     * @param x a tensor
     * @param bins how many, at least 1
     * @param low where the first begins
     * @param high where the last ends, above low; both finite
     * @return I64 [bins]; the edges are {@code linspace(F64, low, high, bins + 1)}
     */
    public static Tensor histogram(Tensor x, int bins, double low, double high) {
        if (bins < 1 || !(low < high) || Double.isInfinite(high - low)) {
            throw new IllegalArgumentException("histogram of " + bins + " bins from " + low + " to " + high
                    + ": at least 1, between finite numbers in ascending order, expected");
        }
        return histogram(x, Creation.linspace(DType.F64, low, high, bins + 1), null);
    }
}

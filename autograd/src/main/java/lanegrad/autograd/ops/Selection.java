package lanegrad.autograd.ops;

import static lanegrad.autograd.Rule.input;

import java.util.Arrays;
import java.util.List;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.autograd.Autograd;
import lanegrad.autograd.Op;
import lanegrad.autograd.Tensor;

/**
 * Choosing elements whose number the data decide, whole slices by their indices, and writing to places that indices
 * name. Gradients flow by {@link Indexing#gather} and {@link Indexing#scatterAdd}.
 */
public final class Selection {

    private record Axis(int axis) {
    }

    private record Places(boolean flat) {
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
        Autograd.kernels().index().scatter(out, call.attributes(Axis.class).axis, call.array(1), call.array(2));
        return out;
    }).gradient(input(1), (call, g) -> {
        Tensor zeros = Tensor.zeros(g.dtype(), call.shape(2).toArray());
        return scatter(g, call.attributes(Axis.class).axis, call.input(1), zeros);
    }).constant().gradient(input(1), (call, g) -> {
        int axis = call.attributes(Axis.class).axis;
        Tensor lost = Comparisons.not(lasting(call.shape(0), axis, call.input(1)));
        return Indexing.maskedFill(Indexing.gather(g, axis, call.input(1)), lost, 0);
    }).build();

    static final List<Op> OPS = List.of(NON_ZERO, SCATTER);

    private Selection() {
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

    private static void requireIndices(String op, Tensor indices, int rank) {
        if (indices.dtype() != DType.I32 && indices.dtype() != DType.I64
                || rank >= 0 && indices.rank() != rank) {
            throw new IllegalArgumentException(op + ": the indices are " + indices.dtype() + " " + indices.shape()
                    + ", I32 or I64" + (rank < 0 ? "" : " with " + rank + " axis") + " expected");
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
        if (mask.dtype() != DType.BOOL) {
            throw new IllegalArgumentException(
                    "maskedSelect: the mask is " + mask.dtype() + " " + mask.shape() + ", BOOL expected");
        }
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
        requireIndices("take", indices, -1);
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
        requireIndices("indexSelect", indices, 1);
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
        requireIndices("indexAdd", indices, 1);
        Tensor wide = everywhere(x, x.shape().axis(axis), indices);
        requireSource("indexAdd", x, wide, source);
        return Indexing.scatterAdd(x, axis, wide, source);
    }

    /** The same indices for every line of x along an axis: a view. */
    private static Tensor everywhere(Tensor x, int axis, Tensor indices) {
        long n = indices.size();
        return Shapes.expand(Shapes.reshape(indices, line(x.rank(), axis, n)), x.shape().with(axis, n));
    }

    private static void requireSource(String op, Tensor x, Tensor indices, Tensor source) {
        if (x.dtype() != source.dtype() || !source.shape().equals(indices.shape())) {
            throw new IllegalArgumentException(op + ": source " + source.dtype() + " " + source.shape()
                    + " for indices " + indices.shape() + " into " + x.dtype() + " " + x.shape()
                    + ": the indices' shape and the target's type expected");
        }
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
        requireIndices("scatter", indices, -1);
        requireSource("scatter", x, indices, source);
        return SCATTER.apply(new Axis(x.shape().axis(axis)), x, indices, source);
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
        requireIndices("oneHot", indices, -1);
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
     */
    public static Tensor bincount(Tensor x, Tensor weights, long minLength) {
        requireIndices("bincount", x, 1);
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
}

package lanegrad.autograd.ops;

import static lanegrad.autograd.Rule.input;

import java.util.List;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.autograd.Autograd;
import lanegrad.autograd.Op;
import lanegrad.autograd.Tensor;

/**
 * Sorting, and what a sorted order gives. NaN counts as greater than every number, so that it comes last as in NumPy,
 * and first in descending order; the two zeros are equal. Sorting is stable, descending too: equals stay in the order
 * in which they stood. Gradients go back to where the elements stood.
 */
public final class Sorting {

    private record Order(int axis, boolean descending) {
    }

    private record First(int axis, long count, boolean descending) {
    }

    private record Side(boolean right) {
    }

    static final Op ARG_SORT = Op.named("argSort").forward(call -> {
        Order order = call.attributes(Order.class);
        NdArray out = NdArray.empty(DType.I64, call.shape(0));
        Autograd.kernels().sort().argSort(call.array(0), order.axis, order.descending, out);
        return out;
    }).withoutGradient("its output is an index");

    /** The order is found again for the gradient: values alone are sorted in less time than it takes to find it. */
    static final Op SORT = Op.named("sort").forward(call -> {
        Order order = call.attributes(Order.class);
        NdArray out = NdArray.empty(call.array(0).dtype(), call.shape(0));
        Autograd.kernels().sort().sort(call.array(0), order.axis, order.descending, out);
        return out;
    }).gradient(input(0), (call, g) -> {
        Order order = call.attributes(Order.class);
        Tensor places = ARG_SORT.apply(order, call.input(0).stopGradient());
        return Indexing.scatterAdd(Tensor.zeros(g.dtype(), call.shape(0).toArray()), order.axis, places, g);
    }).build();

    static final Op ARG_TOP_K = Op.named("argTopK").forward(call -> {
        First first = call.attributes(First.class);
        NdArray out = NdArray.empty(DType.I64, call.shape(0).with(first.axis, first.count));
        Autograd.kernels().sort().argTopK(call.array(0), first.axis, first.descending, out);
        return out;
    }).withoutGradient("its output is an index");

    static final Op SEARCH_SORTED = Op.named("searchSorted").forward(call -> {
        NdArray out = NdArray.empty(DType.I64, call.shape(1));
        Autograd.kernels().sort().searchSorted(call.array(0), call.array(1), call.attributes(Side.class).right, out);
        return out;
    }).withoutGradient("its output is an index");

    static final List<Op> OPS = List.of(SORT, ARG_SORT, ARG_TOP_K, SEARCH_SORTED);

    private Sorting() {
    }

    /**
     * Elements and where they stood.
     *
     * @param values the elements
     * @param indices where along the axis each of them stood, I64
     */
    public record Sorted(Tensor values, Tensor indices) {
    }

    /**
     * The elements of each line along an axis in order.
     *
     * @param x a tensor
     * @param axis the axis; negative counts from the end
     * @param descending whether the greatest come first
     * @return x's shape
     */
    public static Tensor sort(Tensor x, int axis, boolean descending) {
        return SORT.apply(new Order(x.shape().axis(axis), descending), Broadcast.computable(x));
    }

    /**
     * Where the elements of the sorted lines stood: {@code gather(x, axis, argSort(x, axis))} is sorted.
     *
     * @param x a tensor
     * @param axis the axis; negative counts from the end
     * @param descending whether the greatest come first
     * @return I64, x's shape
     */
    public static Tensor argSort(Tensor x, int axis, boolean descending) {
        return ARG_SORT.apply(new Order(x.shape().axis(axis), descending), Broadcast.computable(x));
    }

    /**
     * The k greatest or least elements of each line along an axis, in order; of equals, those that stood first.
     *
     * @param x a tensor
     * @param k how many, from 0 to the size of the axis
     * @param axis the axis; negative counts from the end
     * @param largest the greatest, in descending order, or the least, in ascending order
     * @return values and indices, with k along the axis
     */
    public static Sorted topK(Tensor x, long k, int axis, boolean largest) {
        int along = x.shape().axis(axis);
        if (k < 0 || k > x.dim(along)) {
            throw new IllegalArgumentException("topK of " + k + " elements along axis " + axis + " of " + x.shape()
                    + ": from 0 to " + x.dim(along) + " expected");
        }
        Tensor computable = Broadcast.computable(x);
        Tensor indices = ARG_TOP_K.apply(new First(along, k, largest), computable);
        return new Sorted(Indexing.gather(computable, along, indices), indices);
    }

    /**
     * The element of each line along an axis that would stand at a place if the line were sorted; of equals, the one
     * that stands first is counted first.
     *
     * @param x a tensor
     * @param k the place, counted from 1: of 1 the least element, of the size of the axis the greatest
     * @param axis the axis; negative counts from the end
     * @param keepDims whether the axis stays, with size 1
     * @return values and indices
     */
    public static Sorted kthValue(Tensor x, long k, int axis, boolean keepDims) {
        int along = x.shape().axis(axis);
        if (k < 1 || k > x.dim(along)) {
            throw new IllegalArgumentException("kthValue " + k + " along axis " + axis + " of " + x.shape()
                    + ": from 1 to " + x.dim(along) + " expected");
        }
        Tensor computable = Broadcast.computable(x);
        Tensor index = Shapes.slice(ARG_TOP_K.apply(new First(along, k, false), computable), along, k - 1, k, 1);
        Tensor value = Indexing.gather(computable, along, index);
        return keepDims ? new Sorted(value, index)
                : new Sorted(Shapes.squeeze(value, along), Shapes.squeeze(index, along));
    }

    /**
     * The median over axes, as NumPy defines it: the middle element, or the mean of the two middle ones, NaN if there
     * is a NaN. (PyTorch takes the lower of two.) The gradient goes to the middle elements.
     *
     * @param x a tensor; integers become F64 first
     * @param keepDims whether the axes stay, with size 1
     * @param axes which; negative count from the end
     * @return the medians; NaN over nothing
     */
    public static Tensor median(Tensor x, boolean keepDims, int... axes) {
        int bits = Axes.bits("median", x.shape(), axes);
        Axes reduced = Axes.of(x.shape(), bits);
        Tensor floating = Broadcast.floating(x);
        if (reduced.count() == 0) {
            return Reductions.mean(floating, keepDims, axes);
        }
        long n = reduced.count();
        Tensor lines = sort(reduced.lines(floating), -1, false);
        Tensor low = Shapes.slice(lines, -1, (n - 1) / 2, (n - 1) / 2 + 1, 1);
        Tensor high = Shapes.slice(lines, -1, n / 2, n / 2 + 1, 1);
        Tensor last = Shapes.slice(lines, -1, n - 1, n, 1);
        Tensor middle = n % 2 == 1 ? low : low.times(0.5).plus(high.times(0.5));
        Tensor kept = Indexing.maskedFill(middle, Comparisons.ne(last, last), Double.NaN);
        return Axes.finish(Shapes.reshape(kept, reduced.kept(x.shape())), x.shape(), bits, keepDims);
    }

    /**
     * The different elements of a tensor.
     *
     * @param values ascending [n]; all NaN count as one
     * @param inverse for each element of the tensor its place among the values: I64, the tensor's shape
     * @param counts how often each value occurs: I64 [n]
     */
    public record Unique(Tensor values, Tensor inverse, Tensor counts) {
    }

    /**
     * The different elements of a tensor, each once and in order. How many there are is known only when it has run. The
     * gradient of a value goes to its first occurrence.
     *
     * @param x a tensor
     * @return the values, where they occur, and how often
     */
    public static Unique unique(Tensor x) {
        Tensor flat = Shapes.reshape(Broadcast.computable(x), x.size());
        Tensor order = argSort(flat, 0, false);
        Tensor sorted = Indexing.gather(flat, 0, order).stopGradient();
        long n = flat.size();
        Tensor left = Shapes.slice(sorted, 0, 0, Math.max(0, n - 1), 1);
        Tensor right = Shapes.slice(sorted, 0, Math.min(1, n), n, 1);
        Tensor number = Comparisons.eq(left, left);
        Tensor changes = Parts.concat(0, Tensor.ones(DType.BOOL, Math.min(1, n)),
                Comparisons.and(Comparisons.ne(left, right), number));
        Tensor starts = Shapes.reshape(Selection.nonZero(changes), -1);
        Tensor ends = Parts.concat(0, Shapes.slice(starts, 0, Math.min(1, n), starts.size(), 1),
                Tensor.full(DType.I64, n, Math.min(1, n)));
        Tensor places = Scans.cumSum(changes, 0).minus(1);
        Tensor inverse = Selection.scatter(Tensor.zeros(DType.I64, n), 0, order, places);
        Tensor values = Indexing.gather(flat, 0, Indexing.gather(order, 0, starts));
        return new Unique(values, Shapes.reshape(inverse, x.shape()), ends.minus(starts));
    }

    /**
     * Where values would have to be put into sorted lines to keep them sorted.
     *
     * @param sorted [n], or [..., n] with the leading axes of the values; ascending, which is not checked
     * @param values [..., m]
     * @param right whether behind elements that are equal, or before them
     * @return I64 from 0 to n, the shape of the values
     */
    public static Tensor searchSorted(Tensor sorted, Tensor values, boolean right) {
        DType dtype = Broadcast.common(sorted, values);
        return SEARCH_SORTED.apply(new Side(right), Shapes.cast(sorted, dtype), Shapes.cast(values, dtype));
    }
}

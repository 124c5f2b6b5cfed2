package lanegrad.testkit;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;

/**
 * An n-dimensional array of doubles in plain Java, for references: it shares no code with the library, and is written
 * to be seen to be right rather than to be fast.
 *
 * <p>Integers and truth values are held as doubles too. A result may carry, for each element, a scale: the sum of the
 * magnitudes it was added up from, against which rounding errors are measured where terms cancel.
 */
public final class Plain {

    private final double[] data;
    private final long[] dims;
    private final double[] scale;

    private Plain(double[] data, long[] dims, double[] scale) {
        if (data.length != size(dims)) {
            throw new IllegalArgumentException(data.length + " elements for " + Arrays.toString(dims));
        }
        this.data = data;
        this.dims = dims;
        this.scale = scale;
    }

    /**
     * Elements in row-major order.
     *
     * @param data the elements, not copied
     * @param dims the sizes of the axes
     * @return the array
     */
    public static Plain of(double[] data, long... dims) {
        return new Plain(data, dims.clone(), null);
    }

    /**
     * Elements by their indices.
     *
     * @param dims the sizes of the axes
     * @param element from an index tuple, which is reused, to the element
     * @return the array
     */
    public static Plain build(long[] dims, ToDoubleFunction<long[]> element) {
        double[] data = new double[size(dims)];
        int[] at = {0};
        forEach(dims, index -> data[at[0]++] = element.applyAsDouble(index));
        return of(data, dims);
    }

    /**
     * The number of elements of a shape.
     *
     * @param dims the sizes of the axes
     * @return their product
     */
    public static int size(long... dims) {
        long size = 1;
        for (long dim : dims) {
            size *= dim;
        }
        return Math.toIntExact(size);
    }

    /**
     * Calls an action with every index tuple of a shape, in row-major order.
     *
     * @param dims the sizes of the axes
     * @param action receives a tuple, which is reused
     */
    public static void forEach(long[] dims, Consumer<long[]> action) {
        long[] index = new long[dims.length];
        for (int left = size(dims); left > 0; left--) {
            action.accept(index);
            for (int axis = dims.length - 1; axis >= 0 && ++index[axis] == dims[axis]; axis--) {
                index[axis] = 0;
            }
        }
    }

    /**
     * The shape that two shapes broadcast to.
     *
     * @param a one shape
     * @param b the other; it must fit
     * @return their common shape
     */
    public static long[] broadcast(long[] a, long[] b) {
        long[] dims = new long[Math.max(a.length, b.length)];
        for (int i = 1; i <= dims.length; i++) {
            long x = i > a.length ? 1 : a[a.length - i];
            long y = i > b.length ? 1 : b[b.length - i];
            dims[dims.length - i] = x == 1 ? y : x;
        }
        return dims;
    }

    /**
     * The elements.
     *
     * @return in row-major order, not copied
     */
    public double[] data() {
        return data;
    }

    /**
     * The sizes of the axes.
     *
     * @return a copy
     */
    public long[] dims() {
        return dims.clone();
    }

    /**
     * The size of one axis.
     *
     * @param axis negative counts from the end
     * @return its size
     */
    public long dim(int axis) {
        return dims[axis < 0 ? axis + dims.length : axis];
    }

    /**
     * The number of axes.
     *
     * @return the rank
     */
    public int rank() {
        return dims.length;
    }

    /**
     * What each element's rounding error is measured against, besides the element itself.
     *
     * @return in row-major order, or null
     */
    public double[] scale() {
        return scale;
    }

    /**
     * These elements, with scales.
     *
     * @param scales of the same shape
     * @return the array
     */
    public Plain withScale(Plain scales) {
        return new Plain(data, dims, scales.data);
    }

    /**
     * One element.
     *
     * @param index a number an axis
     * @return the element
     */
    public double at(long... index) {
        return data[position(index)];
    }

    /**
     * The element that an index of a larger, broadcast shape names.
     *
     * @param index a number an axis of the larger shape
     * @return the element
     */
    public double broadcastAt(long[] index) {
        int missing = index.length - dims.length;
        long at = 0;
        for (int i = 0; i < dims.length; i++) {
            at = at * dims[i] + (dims[i] == 1 ? 0 : index[missing + i]);
        }
        return data[(int) at];
    }

    private int position(long[] index) {
        if (index.length != dims.length) {
            throw new IndexOutOfBoundsException(Arrays.toString(index) + " of " + Arrays.toString(dims));
        }
        long at = 0;
        for (int i = 0; i < dims.length; i++) {
            if (index[i] < 0 || index[i] >= dims[i]) {
                throw new IndexOutOfBoundsException(Arrays.toString(index) + " of " + Arrays.toString(dims));
            }
            at = at * dims[i] + index[i];
        }
        return (int) at;
    }

    /**
     * A function of each element.
     *
     * @param f the function
     * @return of the same shape
     */
    public Plain map(DoubleUnaryOperator f) {
        return of(Arrays.stream(data).map(f).toArray(), dims);
    }

    /**
     * A function of the elements of two arrays, broadcast.
     *
     * @param a the first operands
     * @param b the second operands
     * @param f the function
     * @return of the common shape
     */
    public static Plain zip(Plain a, Plain b, DoubleBinaryOperator f) {
        return build(broadcast(a.dims, b.dims), i -> f.applyAsDouble(a.broadcastAt(i), b.broadcastAt(i)));
    }

    /**
     * The same elements in row-major order under another shape.
     *
     * @param shape with as many elements
     * @return the array
     */
    public Plain reshape(long... shape) {
        return new Plain(data, shape.clone(), scale);
    }

    /**
     * The axes in another order.
     *
     * @param axes for each axis of the result, the axis of this array it is
     * @return the array
     */
    public Plain permute(int... axes) {
        long[] shape = new long[axes.length];
        for (int i = 0; i < axes.length; i++) {
            shape[i] = dims[axes[i]];
        }
        long[] from = new long[axes.length];
        return build(shape, index -> {
            for (int i = 0; i < axes.length; i++) {
                from[axes[i]] = index[i];
            }
            return at(from);
        });
    }

    /**
     * Two axes exchanged.
     *
     * @param a one; negative counts from the end
     * @param b the other
     * @return the array
     */
    public Plain transpose(int a, int b) {
        int[] axes = new int[dims.length];
        Arrays.setAll(axes, i -> i);
        int first = a < 0 ? a + dims.length : a;
        int second = b < 0 ? b + dims.length : b;
        axes[first] = second;
        axes[second] = first;
        return permute(axes);
    }

    /**
     * Axes of size 1, and missing leading axes, repeated.
     *
     * @param shape the wanted shape
     * @return the array
     */
    public Plain expand(long... shape) {
        return build(shape, this::broadcastAt);
    }

    /**
     * Whether there is no element.
     *
     * @return true if some size is 0
     */
    public boolean isEmpty() {
        return data.length == 0;
    }

    @Override
    public String toString() {
        return Arrays.toString(dims) + (data.length <= 64 ? " " + Arrays.toString(data) : "");
    }
}

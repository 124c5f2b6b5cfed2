package lanegrad.array;

import java.util.Arrays;

/** The sizes of an array's axes, immutable. Rank 0 is a single element; a size may be 0. */
public final class Shape {

    /** The shape of a single element: no axes. */
    public static final Shape SCALAR = new Shape(new long[0]);

    /** The most axes an array can have: sets of axes are bit masks, and no one has needed more. */
    public static final int MAX_RANK = 16;

    /** Shapes met lately, so that a program which computes the same again makes none: see {@link #known}. */
    private static final Shape[] KNOWN = new Shape[1 << 10];

    private final long[] dims;
    private final long size;
    private Layout contiguous;
    private Shape rows;

    private Shape(long[] dims) {
        if (dims.length > MAX_RANK) {
            throw new IllegalArgumentException("shape " + Arrays.toString(dims) + ": rank " + dims.length
                    + " is over the limit of " + MAX_RANK);
        }
        long product = 1;
        boolean empty = false;
        for (long dim : dims) {
            if (dim < 0) {
                throw new IllegalArgumentException("shape " + Arrays.toString(dims) + ": sizes must not be negative");
            }
            empty |= dim == 0;
        }
        for (long dim : dims) {
            if (!empty && product > Long.MAX_VALUE / 8 / dim) {
                throw new IllegalArgumentException("shape " + Arrays.toString(dims) + ": too many elements");
            }
            product *= dim;
        }
        this.dims = dims;
        this.size = empty ? 0 : product;
    }

    /**
     * A shape of the given sizes.
     *
     * @param dims a size an axis, none negative
     * @return the shape
     */
    public static Shape of(long... dims) {
        Shape known = known(dims);
        return known != null ? known : remember(new Shape(dims.clone()));
    }

    /** A shape that takes the array over: the caller must not keep it. */
    static Shape adopt(long[] dims) {
        Shape known = known(dims);
        return known != null ? known : remember(new Shape(dims));
    }

    /** The shape of these sizes that was made last, or null. A race loses an entry at worst: shapes are immutable. */
    private static Shape known(long[] dims) {
        if (dims.length == 0) {
            return SCALAR;
        }
        Shape shape = KNOWN[slot(dims)];
        return shape != null && Arrays.equals(shape.dims, dims) ? shape : null;
    }

    private static Shape remember(Shape shape) {
        KNOWN[slot(shape.dims)] = shape;
        return shape;
    }

    private static int slot(long[] dims) {
        long hash = 0;
        for (long dim : dims) {
            hash = (hash + dim) * 0x9E3779B97F4A7C15L;
        }
        return (int) (hash >>> 54); // as many bits as there are entries
    }

    /**
     * The number of axes.
     *
     * @return from 0 to {@link #MAX_RANK}
     */
    public int rank() {
        return dims.length;
    }

    /**
     * The size of one axis.
     *
     * @param axis its number; negative counts from the end
     * @return the size
     * @throws IndexOutOfBoundsException if there is no such axis
     */
    public long dim(int axis) {
        return dims[axis(axis)];
    }

    /**
     * The number of elements.
     *
     * @return the product of the sizes; 1 for rank 0
     */
    public long size() {
        return size;
    }

    /**
     * The sizes.
     *
     * @return a copy
     */
    public long[] toArray() {
        return dims.clone();
    }

    /**
     * Resolves an axis number.
     *
     * @param axis from {@code -rank} to {@code rank - 1}
     * @return from 0 to {@code rank - 1}
     * @throws IndexOutOfBoundsException if there is no such axis
     */
    public int axis(int axis) {
        int resolved = axis < 0 ? axis + dims.length : axis;
        if (resolved < 0 || resolved >= dims.length) {
            throw new IndexOutOfBoundsException(
                    "axis " + axis + " of shape " + this + ": expected from " + -dims.length + " to "
                            + (dims.length - 1));
        }
        return resolved;
    }

    /**
     * This shape with another size on one axis.
     *
     * @param axis the axis; negative counts from the end
     * @param size its new size
     * @return the shape
     */
    public Shape with(int axis, long size) {
        int resolved = axis(axis);
        if (dims[resolved] == size) {
            return this;
        }
        long[] copy = dims.clone();
        copy[resolved] = size;
        return adopt(copy);
    }

    /**
     * This shape with an axis more.
     *
     * @param axis where the new axis stands afterwards; negative counts from the end of the new shape
     * @param size its size
     * @return the shape
     * @throws IndexOutOfBoundsException if there is no such place
     */
    public Shape insert(int axis, long size) {
        int at = axis < 0 ? axis + dims.length + 1 : axis;
        if (at < 0 || at > dims.length) {
            throw new IndexOutOfBoundsException("new axis " + axis + " of shape " + this + ": expected from "
                    + (-dims.length - 1) + " to " + dims.length);
        }
        long[] copy = new long[dims.length + 1];
        System.arraycopy(dims, 0, copy, 0, at);
        copy[at] = size;
        System.arraycopy(dims, at, copy, at + 1, dims.length - at);
        return adopt(copy);
    }

    /**
     * This shape with an axis less.
     *
     * @param axis which; negative counts from the end
     * @return the shape
     */
    public Shape remove(int axis) {
        int at = axis(axis);
        boolean last = at == dims.length - 1;
        if (last && rows != null) {
            return rows;
        }
        long[] copy = new long[dims.length - 1];
        System.arraycopy(dims, 0, copy, 0, at);
        System.arraycopy(dims, at + 1, copy, at, copy.length - at);
        Shape removed = adopt(copy);
        if (last) {
            rows = removed; // asked for again and again by what works on rows; a race makes two equal ones
        }
        return removed;
    }

    /**
     * What NumPy broadcasts two shapes to: aligned at the last axis, equal sizes or 1.
     *
     * @param op who asks, for the message
     * @param a one shape
     * @param b the other
     * @return the common shape; one of the two where it already is that
     * @throws IllegalArgumentException if two sizes differ and neither is 1
     */
    public static Shape broadcast(String op, Shape a, Shape b) {
        if (a.equals(b)) {
            return a;
        }
        int rank = Math.max(a.rank(), b.rank());
        boolean isA = rank == a.rank();
        boolean isB = rank == b.rank();
        for (int i = 1; i <= rank; i++) {
            long x = a.fromEnd(i);
            long y = b.fromEnd(i);
            if (x != y && x != 1 && y != 1) {
                throw new IllegalArgumentException(
                        op + ": " + a + " and " + b + " do not broadcast: sizes " + x + " and " + y
                                + " at axis " + -i + " differ and neither is 1");
            }
            isA &= x == y || x != 1;
            isB &= x == y || y != 1;
        }
        return isA ? a : isB ? b : larger(a, b, rank);
    }

    /**
     * Writes the sizes into an array.
     *
     * @param into receives them at its beginning
     */
    public void copyTo(long[] into) {
        System.arraycopy(dims, 0, into, 0, dims.length);
    }

    /**
     * Whether an array of this shape can be read as one of another: its axes, the last ones of that, have the same
     * sizes or size 1.
     *
     * @param target the other shape
     * @return whether it can
     */
    public boolean broadcastsTo(Shape target) {
        int missing = target.dims.length - dims.length;
        boolean fits = missing >= 0;
        for (int i = 0; fits && i < dims.length; i++) {
            fits = dims[i] == 1 || dims[i] == target.dims[i + missing];
        }
        return fits;
    }

    /** The common shape of two that broadcast. */
    private static Shape larger(Shape a, Shape b, int rank) {
        long[] dims = new long[rank];
        for (int i = 1; i <= rank; i++) {
            dims[rank - i] = a.fromEnd(i) == 1 ? b.fromEnd(i) : a.fromEnd(i);
        }
        return adopt(dims);
    }

    private long fromEnd(int i) {
        return i > dims.length ? 1 : dims[dims.length - i];
    }

    /** The row-major layout from offset 0, made once. */
    Layout contiguousLayout() {
        Layout layout = contiguous;
        if (layout == null) {
            layout = Layout.contiguous(this);
            contiguous = layout; // a race makes two equal ones, both final inside
        }
        return layout;
    }

    long rawDim(int axis) {
        return dims[axis];
    }

    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof Shape shape && Arrays.equals(dims, shape.dims);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(dims);
    }

    @Override
    public String toString() {
        return Arrays.toString(dims);
    }
}

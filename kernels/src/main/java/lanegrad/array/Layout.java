package lanegrad.array;

import java.util.Arrays;
import lanegrad.array.KnownViews.Kind;

/**
 * Where the elements of an array lie in its storage: a shape, a stride for each axis, and the offset of the first
 * element, both counted in elements. Immutable, and shared between arrays that lie alike.
 */
public final class Layout {

    private final Shape shape;
    private final long[] strides;
    private final long offset;
    private final boolean contiguous;
    private RowPath rows;
    private RowPath elements;

    private Layout(Shape shape, long[] strides, long offset) {
        this.shape = shape;
        this.strides = strides;
        this.offset = offset;
        this.contiguous = isRowMajor(shape, strides);
    }

    /** Row-major from offset 0. */
    static Layout contiguous(Shape shape) {
        long[] strides = new long[shape.rank()];
        long stride = 1;
        for (int i = strides.length - 1; i >= 0; i--) {
            strides[i] = stride;
            stride *= Math.max(1, shape.rawDim(i));
        }
        return new Layout(shape, strides, 0);
    }

    static Layout of(Shape shape, long[] strides, long offset) {
        return new Layout(shape, strides, offset);
    }

    private static boolean isRowMajor(Shape shape, long[] strides) {
        if (shape.size() <= 1) {
            return true;
        }
        long expected = 1;
        for (int i = strides.length - 1; i >= 0; i--) {
            long dim = shape.rawDim(i);
            if (dim != 1 && strides[i] != expected) {
                return false;
            }
            expected *= dim;
        }
        return true;
    }

    /**
     * The sizes of the axes.
     *
     * @return the shape
     */
    public Shape shape() {
        return shape;
    }

    /**
     * The distance between neighbours along an axis, in elements; 0 where an axis was expanded, negative where it was
     * flipped.
     *
     * @param axis from 0 to {@code rank - 1}, or negative from the end
     * @return the stride
     */
    public long stride(int axis) {
        return strides[shape.axis(axis)];
    }

    /**
     * Where the first element lies in the storage, in elements.
     *
     * @return the offset
     */
    public long offset() {
        return offset;
    }

    /**
     * Whether the elements lie in row-major order without gaps (they may begin anywhere).
     *
     * @return true if one run holds them all
     */
    public boolean isContiguous() {
        return contiguous;
    }

    /**
     * Whether two index tuples may name the same element, as after {@code expand} or {@code unfold}.
     *
     * @return true if the stride of some axis longer than 1 is 0, or no more than all axes of less stride reach
     */
    public boolean hasOverlap() {
        for (int i = 0; !contiguous && i < strides.length; i++) {
            if (shape.rawDim(i) > 1 && (strides[i] == 0 || shape.size() > 0 && Math.abs(strides[i]) <= reach(i))) {
                return true;
            }
        }
        return false;
    }

    /** How far apart two elements can be that differ in axes of less stride alone, or of the same and later. */
    private long reach(int axis) {
        long stride = Math.abs(strides[axis]);
        long reach = 0;
        for (int i = 0; i < strides.length; i++) {
            long other = Math.abs(strides[i]);
            if (shape.rawDim(i) > 1 && (other < stride || other == stride && i > axis)) {
                reach += other * (shape.rawDim(i) - 1);
            }
        }
        return reach;
    }

    /**
     * Writes the strides with which an array is read as one of a shape that it broadcasts to.
     *
     * @param rank of the shape, at least this one's
     * @param into receives them at its beginning: 0 along axes that are new or of size 1
     */
    public void broadcastStrides(int rank, long[] into) {
        int added = rank - strides.length;
        for (int i = 0; i < rank; i++) {
            into[i] = i < added || shape.rawDim(i - added) == 1 ? 0 : strides[i - added];
        }
    }

    /**
     * Whether the elements along the last axis lie side by side.
     *
     * @return whether they do; so does a single element
     */
    public boolean hasRows() {
        int last = strides.length - 1;
        return last < 0 || strides[last] == 1 || shape.rawDim(last) <= 1;
    }

    /**
     * Where rows begin.
     *
     * @return the path along all axes but the last; a scalar is one row
     */
    public RowPath rows() {
        RowPath path = rows; // read once: a race makes two equal ones, as below
        if (path == null) {
            path = RowPath.over(this, Math.max(0, strides.length - 1));
            rows = path;
        }
        return path;
    }

    /**
     * Where elements lie.
     *
     * @return the path along all axes
     */
    public RowPath elements() {
        RowPath path = elements;
        if (path == null) {
            path = RowPath.over(this, strides.length);
            elements = path;
        }
        return path;
    }

    /**
     * Whether an array of another layout has each of its elements where one of this layout has it.
     *
     * @param other the other layout
     * @return whether shapes and places are the same
     */
    public boolean coincidesWith(Layout other) {
        if (this == other) {
            return true;
        }
        boolean same = offset == other.offset && shape.equals(other.shape);
        for (int i = 0; same && i < strides.length; i++) {
            same = strides[i] == other.strides[i] || shape.rawDim(i) == 1;
        }
        return same;
    }

    Layout permute(int[] axes) {
        int rank = shape.rank();
        if (axes.length != rank) {
            throw new IllegalArgumentException(
                    "permute of " + shape + ": " + rank + " axes expected, " + axes.length + " given");
        }
        int seen = 0;
        long order = 0; // four bits an axis
        for (int i = 0; i < rank; i++) {
            int axis = shape.axis(axes[i]);
            if ((seen & 1 << axis) != 0) {
                throw new IllegalArgumentException("permute of " + shape + ": axis " + axis + " is named twice");
            }
            seen |= 1 << axis;
            order = order << 4 | axis;
        }
        Layout known = KnownViews.find(this, Kind.PERMUTE, null, order, 0, 0);
        if (known != null) {
            return known;
        }
        long[] dims = new long[rank];
        long[] moved = new long[rank];
        for (int i = 0; i < rank; i++) {
            int axis = shape.axis(axes[i]);
            dims[i] = shape.rawDim(axis);
            moved[i] = strides[axis];
        }
        return KnownViews.remember(this, Kind.PERMUTE, null, order, 0, 0,
                new Layout(Shape.adopt(dims), moved, offset));
    }

    Layout transpose(int a, int b) {
        int first = shape.axis(a);
        int second = shape.axis(b);
        Layout known = KnownViews.find(this, Kind.TRANSPOSE, null, first, second, 0);
        if (known != null) {
            return known;
        }
        long[] dims = shape.toArray();
        long[] moved = strides.clone();
        dims[first] = shape.rawDim(second);
        dims[second] = shape.rawDim(first);
        moved[first] = strides[second];
        moved[second] = strides[first];
        return KnownViews.remember(this, Kind.TRANSPOSE, null, first, second, 0,
                new Layout(Shape.adopt(dims), moved, offset));
    }

    Layout expand(Shape to) {
        Layout known = KnownViews.find(this, Kind.EXPAND, to, 0, 0, 0);
        if (known != null) {
            return known;
        }
        int added = to.rank() - shape.rank();
        if (added < 0) {
            throw new IllegalArgumentException("expand of " + shape + " to " + to + ": axes cannot be dropped");
        }
        long[] expanded = new long[to.rank()];
        for (int i = 0; i < shape.rank(); i++) {
            long from = shape.rawDim(i);
            long wanted = to.rawDim(i + added);
            if (from != wanted && from != 1) {
                throw new IllegalArgumentException(
                        "expand of " + shape + " to " + to + ": size " + from + " at axis " + i + " is not 1");
            }
            expanded[i + added] = from == wanted ? strides[i] : 0;
        }
        return KnownViews.remember(this, Kind.EXPAND, to, 0, 0, 0, new Layout(to, expanded, offset));
    }

    Layout slice(int axis, long from, long to, long step) {
        int at = shape.axis(axis);
        long dim = shape.rawDim(at);
        boolean forward = step > 0 && 0 <= from && from <= to && to <= dim;
        boolean backward = step < 0 && -1 <= to && to <= from && from < dim;
        if (!forward && !backward) {
            throw new IndexOutOfBoundsException(
                    "slice " + from + ":" + to + ":" + step + " of axis " + axis + " of shape " + shape
                            + ": expected 0 <= from <= to <= " + dim + " with a step above 0, or " + dim
                            + " > from >= to >= -1 with a step below 0");
        }
        boolean repeats = step == 1; // what programs do again and again; the key has no place for the step
        Layout known = repeats ? KnownViews.find(this, Kind.SLICE, null, at, from, to) : null;
        if (known != null) {
            return known;
        }
        long count = Math.ceilDiv(to - from, step);
        long[] moved = strides.clone();
        moved[at] = strides[at] * step;
        Layout part = new Layout(shape.with(at, count), moved, count == 0 ? offset : offset + from * strides[at]);
        return repeats ? KnownViews.remember(this, Kind.SLICE, null, at, from, to, part) : part;
    }

    Layout select(int axis, long index) {
        int at = shape.axis(axis);
        long dim = shape.rawDim(at);
        if (index < 0 || index >= dim) {
            throw new IndexOutOfBoundsException(
                    "select " + index + " of axis " + axis + " of shape " + shape + ": expected from 0 to "
                            + (dim - 1));
        }
        Layout known = KnownViews.find(this, Kind.SELECT, null, at, index, 0);
        if (known != null) {
            return known;
        }
        long[] left = new long[strides.length - 1];
        System.arraycopy(strides, 0, left, 0, at);
        System.arraycopy(strides, at + 1, left, at, left.length - at);
        return KnownViews.remember(this, Kind.SELECT, null, at, index, 0,
                new Layout(shape.remove(at), left, offset + index * strides[at]));
    }

    Layout squeeze(int axis) {
        int at = shape.axis(axis);
        if (shape.rawDim(at) != 1) {
            throw new IllegalArgumentException(
                    "squeeze of axis " + axis + " of shape " + shape + ": its size is not 1");
        }
        return select(at, 0);
    }

    Layout unsqueeze(int axis) {
        Layout known = KnownViews.find(this, Kind.UNSQUEEZE, null, axis, 0, 0);
        if (known != null) {
            return known;
        }
        Shape more = shape.insert(axis, 1);
        int at = axis < 0 ? axis + more.rank() : axis;
        long[] wider = new long[more.rank()];
        System.arraycopy(strides, 0, wider, 0, at);
        wider[at] = at < strides.length ? strides[at] * shape.rawDim(at) : 1;
        System.arraycopy(strides, at, wider, at + 1, strides.length - at);
        return KnownViews.remember(this, Kind.UNSQUEEZE, null, axis, 0, 0, new Layout(more, wider, offset));
    }

    /** A diagonal of two axes, which go away, as the last axis. */
    Layout diagonal(long diagonal, int rowAxis, int columnAxis) {
        int first = shape.axis(rowAxis);
        int second = shape.axis(columnAxis);
        if (first == second) {
            throw new IllegalArgumentException(
                    "diagonal of axes " + rowAxis + " and " + columnAxis + " of shape " + shape + ": they are one");
        }
        // Beyond the corners there is nothing, however far.
        long row = diagonal < 0 ? Math.min(-Math.max(diagonal, -Long.MAX_VALUE), shape.rawDim(first)) : 0;
        long column = diagonal > 0 ? Math.min(diagonal, shape.rawDim(second)) : 0;
        long count = Math.min(shape.rawDim(first) - row, shape.rawDim(second) - column);
        int rank = shape.rank() - 1;
        long[] dims = new long[rank];
        long[] left = new long[rank];
        for (int i = 0, at = 0; i < shape.rank(); i++) {
            if (i != first && i != second) {
                dims[at] = shape.rawDim(i);
                left[at++] = strides[i];
            }
        }
        dims[rank - 1] = count;
        left[rank - 1] = strides[first] + strides[second];
        long moved = count == 0 ? 0 : row * strides[first] + column * strides[second];
        return new Layout(Shape.adopt(dims), left, offset + moved);
    }

    /** Windows along an axis, which then counts them; what is in a window is the last axis. */
    Layout unfold(int axis, long size, long step) {
        int at = shape.axis(axis);
        long dim = shape.rawDim(at);
        if (size < 0 || size > dim || step < 1) {
            throw new IllegalArgumentException("unfold of axis " + axis + " of shape " + shape + " into windows of "
                    + size + ", " + step + " apart: from 0 to " + dim + ", at least 1 apart, expected");
        }
        long[] moved = Arrays.copyOf(strides, strides.length + 1);
        moved[strides.length] = strides[at];
        moved[at] = strides[at] * step;
        return new Layout(shape.with(at, (dim - size) / step + 1).insert(-1, size), moved, offset);
    }

    /** The same elements in row-major order under another shape, or null if that takes a copy. */
    Layout reshape(Shape to) {
        if (to.size() != shape.size()) {
            throw new IllegalArgumentException(
                    "reshape of " + shape + " to " + to + ": " + shape.size() + " elements cannot become " + to.size());
        }
        if (contiguous && offset == 0) {
            return to.contiguousLayout();
        }
        Layout known = KnownViews.find(this, Kind.RESHAPE, to, 0, 0, 0);
        if (known != null) {
            return known;
        }
        Layout changed = contiguous ? new Layout(to, to.contiguousLayout().strides, offset) : regrouped(to);
        return changed == null ? null : KnownViews.remember(this, Kind.RESHAPE, to, 0, 0, 0, changed);
    }

    /** Groups of axes that walk like one, divided anew. */
    private Layout regrouped(Shape to) {
        long[] wanted = new long[to.rank()];
        int from = 0;
        int at = 0;
        int fromRank = shape.rank();
        while (at < to.rank() || from < fromRank) {
            // Grow a group of old axes and a group of new axes until both hold the same number of elements.
            long oldSize = 1;
            long newSize = 1;
            int oldStart = from;
            int newStart = at;
            if (from < fromRank) {
                oldSize = shape.rawDim(from++);
            }
            if (at < to.rank()) {
                newSize = to.rawDim(at++);
            }
            while (oldSize != newSize) {
                if (oldSize < newSize) {
                    oldSize *= shape.rawDim(from++);
                } else {
                    newSize *= to.rawDim(at++);
                }
            }
            long stride = groupStride(oldStart, from);
            if (stride == NO_GROUP) {
                return null;
            }
            for (int i = at - 1; i >= newStart; i--) {
                wanted[i] = stride;
                stride *= to.rawDim(i);
            }
        }
        return new Layout(to, wanted, offset);
    }

    private static final long NO_GROUP = Long.MIN_VALUE;

    /** The stride of the last axis of a group of axes that walk like one, or NO_GROUP. */
    private long groupStride(int start, int end) {
        long inner = NO_GROUP;
        long expected = 0;
        for (int i = end - 1; i >= start; i--) {
            long dim = shape.rawDim(i);
            if (dim == 1) {
                continue;
            }
            if (inner == NO_GROUP) {
                inner = strides[i];
            } else if (strides[i] != expected) {
                return NO_GROUP;
            }
            expected = strides[i] * dim;
        }
        return inner == NO_GROUP ? 1 : inner;
    }

    long rawStride(int axis) {
        return strides[axis];
    }

    @Override
    public String toString() {
        return "Layout[shape " + shape + ", strides " + Arrays.toString(strides) + ", offset " + offset + "]";
    }
}

package lanegrad.autograd.ops;

import static lanegrad.autograd.Rule.NOTHING;

import java.util.Arrays;
import java.util.List;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.autograd.Autograd;
import lanegrad.autograd.Call;
import lanegrad.autograd.Op;
import lanegrad.autograd.Tensor;
import lanegrad.kernels.BinaryOp;

/** More views, beside those of {@link Shapes}: nothing here copies an element, gradients apart. */
public final class Views {

    private record Diagonal(long diagonal, int rowAxis, int columnAxis, long rows, long columns) {
    }

    private record Windows(int axis, long size, long step, long dim) {
    }

    static final Op DIAGONAL = Op.named("diagonal").forward(call -> {
        Diagonal of = call.attributes(Diagonal.class);
        return call.array(0).diagonal(of.diagonal, of.rowAxis, of.columnAxis);
    }).gradient(NOTHING, (call, g) -> embedded(call.attributes(Diagonal.class), g)).build();

    /** The adjoint of {@link #DIAGONAL}: zeros, with the input's last axis on a diagonal. */
    static final Op DIAG_EMBED = Op.named("diagEmbed").forward(call -> {
        NdArray x = call.array(0);
        Diagonal of = call.attributes(Diagonal.class);
        Shape shape = x.shape().remove(-1);
        boolean rowsFirst = of.rowAxis < of.columnAxis;
        shape = rowsFirst ? shape.insert(of.rowAxis, of.rows) : shape.insert(of.columnAxis, of.columns);
        shape = rowsFirst ? shape.insert(of.columnAxis, of.columns) : shape.insert(of.rowAxis, of.rows);
        NdArray out = NdArray.zeros(x.dtype(), shape);
        Autograd.kernels().copy().copy(x, out.diagonal(of.diagonal, of.rowAxis, of.columnAxis));
        return out;
    }).gradient(NOTHING, (call, h) -> DIAGONAL.apply(call.attributes(Diagonal.class), h)).build();

    static final Op UNFOLD = Op.named("unfold").forward(call -> {
        Windows windows = call.attributes(Windows.class);
        return call.array(0).unfold(windows.axis, windows.size, windows.step);
    }).gradient(NOTHING, (call, g) -> folded(call.attributes(Windows.class), g)).build();

    /** The adjoint of {@link #UNFOLD}: windows added up where they were. */
    static final Op FOLD = Op.named("fold").forward(Views::fold)
            .gradient(NOTHING, (call, h) -> UNFOLD.apply(call.attributes(Windows.class), h)).build();

    static final List<Op> OPS = List.of(DIAGONAL, DIAG_EMBED, UNFOLD, FOLD);

    private Views() {
    }

    private static Tensor embedded(Diagonal of, Tensor x) {
        return DIAG_EMBED.apply(of, x);
    }

    private static Tensor folded(Windows windows, Tensor g) {
        return FOLD.apply(windows, g);
    }

    /** Windows that overlap are added in order: by their elements or one by one, whichever are fewer. */
    private static NdArray fold(Call call) {
        NdArray g = call.array(0);
        Windows windows = call.attributes(Windows.class);
        NdArray out = NdArray.zeros(g.dtype(), g.shape().remove(-1).with(windows.axis, windows.dim));
        NdArray places = out.unfold(windows.axis, windows.size, windows.step);
        if (windows.step >= windows.size) {
            Autograd.kernels().copy().copy(g, places);
            return out;
        }
        int along = windows.size <= g.dim(windows.axis) ? g.rank() - 1 : windows.axis;
        for (long i = 0; i < g.dim(along); i++) {
            NdArray target = places.select(along, i);
            Autograd.kernels().map().binary(BinaryOp.ADD, target, g.select(along, i), target);
        }
        return out;
    }

    /**
     * The same elements in row-major order under another shape, never a copy.
     *
     * @param x a tensor
     * @param dims the shape; one size may be -1, and is worked out
     * @return a view
     * @throws IllegalArgumentException if x's strides allow none; {@link Shapes#reshape} copies then
     */
    public static Tensor view(Tensor x, long... dims) {
        Shape shape = Shapes.resolve("view", x, dims);
        if (x.array().reshapeOrNull(shape) == null) {
            throw new IllegalArgumentException("view of " + x.array().layout() + " as " + shape
                    + ": its strides allow none; reshape copies where it must");
        }
        return Shapes.reshape(x, shape);
    }

    /**
     * Parts of several axes.
     *
     * @param x a tensor
     * @param parts of the first axes, one each; axes without one stay whole
     * @return a view
     * @throws IndexOutOfBoundsException if a part reaches beyond its axis
     */
    public static Tensor slice(Tensor x, Slice... parts) {
        if (parts.length > x.rank()) {
            throw new IllegalArgumentException(
                    "slice of " + x.shape() + " into " + Arrays.toString(parts) + ": more parts than axes");
        }
        Tensor y = x;
        for (int i = 0; i < parts.length; i++) {
            Slice part = parts[i];
            if (!part.equals(Slice.ALL)) {
                y = Shapes.part(y, i, part.first(x.dim(i)), part.end(x.dim(i)), part.step());
            }
        }
        return y;
    }

    /**
     * Axes turned around.
     *
     * @param x a tensor
     * @param axes which; negative count from the end; none means all
     * @return a view
     */
    public static Tensor flip(Tensor x, int... axes) {
        int bits = axes.length == 0 ? (1 << x.rank()) - 1 : distinct("flip", x.shape(), axes);
        Tensor y = x;
        for (int i = 0; i < x.rank(); i++) {
            if ((bits & 1 << i) != 0) {
                y = Shapes.part(y, i, x.dim(i) - 1, -1, -1);
            }
        }
        return y;
    }

    /** Axes as bits, each named once. */
    private static int distinct(String op, Shape shape, int[] axes) {
        int bits = 0;
        for (int axis : axes) {
            int bit = 1 << shape.axis(axis);
            if ((bits & bit) != 0) {
                throw new IllegalArgumentException(op + " of axis " + axis + " of " + shape + ": named twice");
            }
            bits |= bit;
        }
        return bits;
    }

    /**
     * Axes of size 1 taken away.
     *
     * @param x a tensor
     * @param axes which; negative count from the end; none means all axes of size 1
     * @return a view
     */
    public static Tensor squeeze(Tensor x, int... axes) {
        int bits = distinct("squeeze", x.shape(), axes);
        long[] dims = new long[x.rank()];
        int kept = 0;
        for (int i = 0; i < x.rank(); i++) {
            boolean named = (bits & 1 << i) != 0;
            if (named && x.dim(i) != 1) {
                throw new IllegalArgumentException("squeeze of axis " + i + " of " + x.shape() + ": its size is not 1");
            }
            if (!named && (axes.length > 0 || x.dim(i) != 1)) {
                dims[kept++] = x.dim(i);
            }
        }
        return Shapes.reshape(x, Shape.of(Arrays.copyOf(dims, kept)));
    }

    /**
     * Axes of size 1 put in.
     *
     * @param x a tensor
     * @param axes where they stand in the result; negative count from its end
     * @return a view
     */
    public static Tensor unsqueeze(Tensor x, int... axes) {
        long[] dims = new long[x.rank() + axes.length];
        for (int axis : axes) {
            int at = axis < 0 ? axis + dims.length : axis;
            if (at < 0 || at >= dims.length || dims[at] != 0) {
                throw new IllegalArgumentException("unsqueeze of " + x.shape() + " at " + Arrays.toString(axes)
                        + ": different axes from " + -dims.length + " to " + (dims.length - 1) + " expected");
            }
            dims[at] = 1;
        }
        for (int i = 0, at = 0; i < dims.length; i++) {
            if (dims[i] == 0) {
                dims[i] = x.dim(at++);
            }
        }
        return Shapes.reshape(x, Shape.of(dims));
    }

    /**
     * One axis moved to another place; the others keep their order.
     *
     * @param x a tensor
     * @param from the axis; negative counts from the end
     * @param to where it stands in the result; negative counts from the end
     * @return a view
     */
    public static Tensor moveAxis(Tensor x, int from, int to) {
        int source = x.shape().axis(from);
        int target = x.shape().axis(to);
        int[] order = new int[x.rank()];
        for (int i = 0, at = 0; i < order.length; i++) {
            if (i == target) {
                order[i] = source;
                continue;
            }
            at += at == source ? 1 : 0;
            order[i] = at++;
        }
        return Shapes.permute(x, order);
    }

    /**
     * Two axes exchanged: NumPy's name for {@link Shapes#transpose}.
     *
     * @param x a tensor
     * @param a one; negative counts from the end
     * @param b the other
     * @return a view
     */
    public static Tensor swapAxes(Tensor x, int a, int b) {
        return Shapes.transpose(x, a, b);
    }

    /**
     * Axes of size 1, and missing leading axes, repeated: NumPy's name for {@link Shapes#expand}.
     *
     * @param x a tensor
     * @param dims the wanted shape
     * @return a view
     */
    public static Tensor broadcastTo(Tensor x, long... dims) {
        return Shapes.expand(x, Shape.of(dims));
    }

    /**
     * At least as many axes, by leading ones of size 1.
     *
     * @param x a tensor
     * @param rank how many
     * @return a view, or x itself
     */
    public static Tensor atLeast(Tensor x, int rank) {
        int missing = Math.max(0, rank - x.rank());
        int[] leading = new int[missing];
        Arrays.setAll(leading, i -> i);
        return missing == 0 ? x : unsqueeze(x, leading);
    }

    /**
     * A diagonal of two axes, which go away, as the last axis.
     *
     * @param x a tensor
     * @param offset which: 0 is the main one, 1 starts at the second column, -1 at the second row
     * @param rowAxis the axis of rows; negative counts from the end
     * @param columnAxis the axis of columns
     * @return a view
     */
    public static Tensor diagonal(Tensor x, long offset, int rowAxis, int columnAxis) {
        int rows = x.shape().axis(rowAxis);
        int columns = x.shape().axis(columnAxis);
        return DIAGONAL.apply(new Diagonal(offset, rows, columns, x.dim(rows), x.dim(columns)), x);
    }

    /**
     * The main diagonal of the last two axes.
     *
     * @param x [..., m, n]
     * @return a view, [..., min(m, n)]
     */
    public static Tensor diagonal(Tensor x) {
        return diagonal(x, 0, -2, -1);
    }

    /**
     * Square matrices with the last axis on a diagonal and zeros elsewhere: a copy, the adjoint of {@link #diagonal}.
     *
     * @param x [..., n]
     * @param offset which: 0 is the main one, 1 starts at the second column, -1 at the second row
     * @return [..., m, m] with m = n + |offset|
     */
    public static Tensor diagEmbed(Tensor x, long offset) {
        if (x.rank() == 0) {
            throw new IllegalArgumentException("diagEmbed of " + x.shape() + ": at least one axis expected");
        }
        long side = Math.addExact(x.dim(-1), Math.absExact(offset));
        return embedded(new Diagonal(offset, x.rank() - 1, x.rank(), side, side), x);
    }

    /**
     * Windows that slide along an axis. The axis then counts the windows, and the last axis of the result what is in
     * one; elements beyond the last whole window are in none.
     *
     * @param x a tensor
     * @param axis the axis; negative counts from the end
     * @param size the size of a window, at most the axis's
     * @param step how far apart windows start, at least 1
     * @return a view, one rank more
     */
    public static Tensor unfold(Tensor x, int axis, long size, long step) {
        int along = x.shape().axis(axis);
        return UNFOLD.apply(new Windows(along, size, step, x.dim(along)), x);
    }
}

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

/** Elements in other places, repeated, cut off or surrounded: copies all. */
public final class Rearranging {

    private record Triangle(long diagonal) {
    }

    private record Margins(long[] before, long[] after, double value) {
    }

    static final Op TRIL = Op.named("tril").forward(call -> triangle(call, false))
            .gradient(NOTHING, (call, g) -> tril(g, call.attributes(Triangle.class).diagonal)).build();

    static final Op TRIU = Op.named("triu").forward(call -> triangle(call, true))
            .gradient(NOTHING, (call, g) -> triu(g, call.attributes(Triangle.class).diagonal)).build();

    static final Op PAD = Op.named("pad").forward(call -> {
        NdArray x = call.array(0);
        Margins margins = call.attributes(Margins.class);
        long[] dims = x.shape().toArray();
        for (int i = 0; i < dims.length; i++) {
            dims[i] = Math.addExact(dims[i], Math.addExact(margins.before[i], margins.after[i]));
        }
        NdArray out = NdArray.empty(x.dtype(), Shape.of(dims));
        Autograd.kernels().map().fill(out, margins.value);
        NdArray inside = out;
        for (int i = 0; i < dims.length; i++) {
            inside = inside.slice(i, margins.before[i], margins.before[i] + x.dim(i), 1);
        }
        Autograd.kernels().copy().copy(x, inside);
        return out;
    }).gradient(NOTHING, (call, g) -> {
        Margins margins = call.attributes(Margins.class);
        Tensor inside = g;
        for (int i = 0; i < g.rank(); i++) {
            if (margins.before[i] + margins.after[i] > 0) {
                inside = Shapes.part(inside, i, margins.before[i], g.dim(i) - margins.after[i], 1);
            }
        }
        return inside;
    }).build();

    static final List<Op> OPS = List.of(TRIL, TRIU, PAD);

    private Rearranging() {
    }

    private static NdArray triangle(Call call, boolean upper) {
        NdArray x = call.array(0);
        NdArray out = NdArray.empty(x.dtype(), x.shape());
        Autograd.kernels().matrix().triangle(x, upper, call.attributes(Triangle.class).diagonal, 0, out);
        return out;
    }

    private static void requireMatrix(String op, Tensor x) {
        if (x.rank() < 2) {
            throw new IllegalArgumentException(op + " of " + x.shape() + ": [..., rows, columns] expected");
        }
    }

    /**
     * Matrices without what lies above a diagonal.
     *
     * @param x [..., m, n]
     * @param diagonal the last one to stay: 0 is the main one, 1 the one above it
     * @return a copy with zeros above it; no gradient flows to what was there
     */
    public static Tensor tril(Tensor x, long diagonal) {
        requireMatrix("tril", x);
        return TRIL.apply(new Triangle(diagonal), x);
    }

    /**
     * Matrices without what lies below a diagonal.
     *
     * @param x [..., m, n]
     * @param diagonal the first one to stay: 0 is the main one, 1 the one above it
     * @return a copy with zeros below it; no gradient flows to what was there
     */
    public static Tensor triu(Tensor x, long diagonal) {
        requireMatrix("triu", x);
        return TRIU.apply(new Triangle(diagonal), x);
    }

    /**
     * A matrix with a vector on a diagonal, or the diagonal of a matrix.
     *
     * @param x [n] or [m, n]
     * @param offset which diagonal: 0 is the main one, 1 starts at the second column, -1 at the second row
     * @return a square matrix as {@link Views#diagEmbed}, or a view as {@link Views#diagonal}
     */
    public static Tensor diag(Tensor x, long offset) {
        if (x.rank() != 1 && x.rank() != 2) {
            throw new IllegalArgumentException("diag of " + x.shape() + ": a vector or a matrix expected");
        }
        return x.rank() == 1 ? Views.diagEmbed(x, offset) : Views.diagonal(x, offset, 0, 1);
    }

    /**
     * Elements moved along axes; those that leave one end enter at the other.
     *
     * @param x a tensor
     * @param shifts by how much, towards greater indices; of any size and sign
     * @param axes along which, one for each shift; negative count from the end
     * @return a copy, or x itself if nothing moves
     */
    public static Tensor roll(Tensor x, long[] shifts, int[] axes) {
        if (shifts.length != axes.length) {
            throw new IllegalArgumentException("roll of " + x.shape() + " by " + Arrays.toString(shifts)
                    + " along axes " + Arrays.toString(axes) + ": as many shifts as axes expected");
        }
        Tensor y = x;
        for (int i = 0; i < axes.length; i++) {
            y = roll(y, shifts[i], axes[i]);
        }
        return y;
    }

    /**
     * Elements moved along an axis; those that leave one end enter at the other.
     *
     * @param x a tensor
     * @param shift by how much, towards greater indices; of any size and sign
     * @param axis along which; negative counts from the end
     * @return a copy, or x itself if nothing moves
     */
    public static Tensor roll(Tensor x, long shift, int axis) {
        long dim = x.dim(axis);
        long by = dim == 0 ? 0 : Math.floorMod(shift, dim);
        return by == 0 ? x
                : Parts.concat(axis, Shapes.part(x, axis, dim - by, dim, 1), Shapes.part(x, axis, 0, dim - by, 1));
    }

    /**
     * The whole tensor repeated along its axes.
     *
     * @param x a tensor
     * @param counts how often along each of the last axes; more than x has add leading axes
     * @return a copy
     */
    public static Tensor tile(Tensor x, long... counts) {
        int rank = Math.max(x.rank(), counts.length);
        long[] apart = new long[2 * rank];
        long[] wide = new long[2 * rank];
        long[] dims = new long[rank];
        for (int i = 0; i < rank; i++) {
            long dim = i < rank - x.rank() ? 1 : x.dim(i - (rank - x.rank()));
            long count = i < rank - counts.length ? 1 : counts[i - (rank - counts.length)];
            if (count < 0) {
                throw new IllegalArgumentException(
                        "tile of " + x.shape() + " by " + Arrays.toString(counts) + ": counts must not be negative");
            }
            apart[2 * i] = 1;
            apart[2 * i + 1] = dim;
            wide[2 * i] = count;
            wide[2 * i + 1] = dim;
            dims[i] = Math.multiplyExact(count, dim);
        }
        if (2 * rank > Shape.MAX_RANK) {
            return tileOneByOne(Views.atLeast(x, rank), dims);
        }
        return Shapes.reshape(Shapes.expand(Shapes.reshape(x, Shape.of(apart)), Shape.of(wide)), Shape.of(dims));
    }

    private static Tensor tileOneByOne(Tensor x, long[] dims) {
        Tensor y = x;
        for (int i = 0; i < dims.length; i++) {
            if (dims[i] != x.dim(i)) {
                Tensor apart = Shapes.unsqueeze(y, i);
                long count = dims[i] / x.dim(i);
                y = Shapes.flatten(Shapes.expand(apart, apart.shape().with(i, count)), i, i + 1);
            }
        }
        return y;
    }

    /**
     * Each element repeated, next to itself: NumPy's {@code repeat}, PyTorch's {@code repeat_interleave}.
     *
     * @param x a tensor
     * @param count how often
     * @param axis along which; negative counts from the end
     * @return a copy
     */
    public static Tensor repeat(Tensor x, long count, int axis) {
        if (count < 0) {
            throw new IllegalArgumentException(
                    "repeat of " + x.shape() + " " + count + " times: not negative expected");
        }
        int along = x.shape().axis(axis);
        Tensor apart = Shapes.unsqueeze(x, along + 1);
        return Shapes.reshape(Shapes.expand(apart, apart.shape().with(along + 1, count)),
                x.shape().with(along, Math.multiplyExact(x.dim(along), count)));
    }

    /**
     * Each index of an axis repeated, next to itself, as often as it says.
     *
     * @param x a tensor
     * @param counts how often each, as many as the axis is long
     * @param axis along which; negative counts from the end
     * @return a copy
     */
    public static Tensor repeat(Tensor x, long[] counts, int axis) {
        int along = x.shape().axis(axis);
        if (counts.length != x.dim(along) || Arrays.stream(counts).anyMatch(count -> count < 0)) {
            throw new IllegalArgumentException("repeat of axis " + axis + " of " + x.shape() + " by "
                    + Arrays.toString(counts) + ": " + x.dim(along) + " counts expected, none negative");
        }
        long[] indices = new long[Math.toIntExact(Arrays.stream(counts).sum())];
        int at = 0;
        for (int i = 0; i < counts.length; i++) {
            Arrays.fill(indices, at, at += (int) counts[i], i);
        }
        Tensor[] chosen = new Tensor[along + 1];
        chosen[along] = Tensor.of(NdArray.of(indices, indices.length));
        return AdvancedIndexing.index(x, chosen);
    }

    /**
     * One value around the elements.
     *
     * @param x a tensor
     * @param widths for each axis how many to put before and how many behind, none negative
     * @param value the value; a whole one if x holds integers
     * @return a copy; no gradient flows to what was put in
     */
    public static Tensor pad(Tensor x, long[][] widths, double value) {
        requireWidths(x, widths);
        Broadcast.requireWhole("pad", x, value);
        long[] before = new long[widths.length];
        long[] after = new long[widths.length];
        for (int i = 0; i < widths.length; i++) {
            before[i] = widths[i][0];
            after[i] = widths[i][1];
        }
        return PAD.apply(new Margins(before, after, value), x);
    }

    private static void requireWidths(Tensor x, long[][] widths) {
        boolean fit = widths.length == x.rank();
        for (long[] width : widths) {
            fit &= width.length == 2 && width[0] >= 0 && width[1] >= 0;
        }
        if (!fit) {
            throw new IllegalArgumentException("pad of " + x.shape() + " by " + Arrays.deepToString(widths)
                    + ": a pair for each axis expected, none negative");
        }
    }

    /**
     * The elements' own continuation around them.
     *
     * @param x a tensor
     * @param widths for each axis how many to put before and how many behind, none negative: less than its size for
     * {@link PadMode#REFLECT}, at most its size for {@link PadMode#CIRCULAR}
     * @param mode how they continue
     * @return a copy, or x itself if all widths are 0
     */
    public static Tensor pad(Tensor x, long[][] widths, PadMode mode) {
        requireWidths(x, widths);
        for (int i = 0; i < widths.length; i++) {
            long most = Math.max(widths[i][0], widths[i][1]);
            long dim = x.dim(i);
            if (most > 0 && (dim == 0 || mode == PadMode.REFLECT && most >= dim
                    || mode == PadMode.CIRCULAR && most > dim)) {
                throw new IllegalArgumentException("pad of axis " + i + " of " + x.shape() + " by "
                        + Arrays.toString(widths[i]) + ", " + mode + ": the axis is too short");
            }
        }
        Tensor y = x;
        for (int i = 0; i < widths.length; i++) {
            y = padAxis(y, i, widths[i][0], widths[i][1], mode);
        }
        return y;
    }

    private static Tensor padAxis(Tensor x, int axis, long before, long after, PadMode mode) {
        if (before + after == 0) {
            return x;
        }
        long dim = x.dim(axis);
        Tensor front = switch (mode) {
            case REFLECT -> Shapes.part(x, axis, before, 0, -1);
            case REPLICATE -> repeated(x, axis, 0, before);
            case CIRCULAR -> Shapes.part(x, axis, dim - before, dim, 1);
        };
        Tensor back = switch (mode) {
            case REFLECT -> Shapes.part(x, axis, Math.max(0, dim - 2), Math.max(0, dim - 2) - after, -1);
            case REPLICATE -> repeated(x, axis, dim - 1, after);
            case CIRCULAR -> Shapes.part(x, axis, 0, after, 1);
        };
        return Parts.concat(axis, front, x, back);
    }

    private static Tensor repeated(Tensor x, int axis, long index, long count) {
        return Shapes.expand(Shapes.part(x, axis, index, index + 1, 1), x.shape().with(axis, count));
    }
}

package lanegrad.autograd.ops;

import java.util.Arrays;
import java.util.List;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.autograd.Autograd;
import lanegrad.autograd.Call;
import lanegrad.autograd.Op;
import lanegrad.autograd.Tensor;

/** Tensors put together along an axis, and one taken apart. */
public final class Parts {

    static final Op CONCAT = Op.named("concat").forward(Parts::join).variadic((call, i, g) -> {
        int axis = call.attributes(Axis.class).axis();
        long from = 0;
        for (int j = 0; j < i; j++) {
            from += call.shape(j).dim(axis);
        }
        return Shapes.slice(g, axis, from, from + call.shape(i).dim(axis), 1);
    });

    static final List<Op> OPS = List.of(CONCAT);

    private Parts() {
    }

    /** Whether two shapes differ along one axis at most. */
    private static boolean agree(Shape a, Shape b, int axis) {
        boolean agree = a.rank() == b.rank();
        for (int i = 0; agree && i < a.rank(); i++) {
            agree = i == axis || a.dim(i) == b.dim(i);
        }
        return agree;
    }

    private static NdArray join(Call call) {
        int axis = call.attributes(Axis.class).axis();
        NdArray first = call.array(0);
        long total = 0;
        for (int i = 0; i < call.arity(); i++) {
            NdArray part = call.array(i);
            if (!agree(part.shape(), first.shape(), axis)) {
                throw new IllegalArgumentException("concat along axis " + axis + ": input " + i + " is " + part.shape()
                        + ", input 0 is " + first.shape() + "; all other axes must agree");
            }
            total += part.dim(axis);
        }
        NdArray out = NdArray.empty(first.dtype(), first.shape().with(axis, total));
        long at = 0;
        for (int i = 0; i < call.arity(); i++) {
            NdArray part = call.array(i);
            Autograd.kernels().copy().copy(part, out.slice(axis, at, at + part.dim(axis), 1));
            at += part.dim(axis);
        }
        return out;
    }

    /**
     * Tensors one after another along an axis.
     *
     * @param axis the axis; negative counts from the end
     * @param parts at least one; equal on all other axes
     * @return their concatenation, in their common type
     * @throws IllegalArgumentException if there is no part, or the parts differ on another axis
     * @throws IndexOutOfBoundsException if there is no such axis
     */
    public static Tensor concat(int axis, Tensor... parts) {
        if (parts.length == 0) {
            throw new IllegalArgumentException("concat of nothing: at least one tensor expected");
        }
        DType dtype = parts[0].dtype();
        for (Tensor part : parts) {
            dtype = part.dtype() == dtype ? dtype : DType.promote(dtype, part.dtype());
        }
        Tensor[] like = new Tensor[parts.length];
        for (int i = 0; i < parts.length; i++) {
            like[i] = Shapes.cast(parts[i], dtype);
        }
        return CONCAT.apply(new Axis(parts[0].shape().axis(axis)), like);
    }

    /**
     * Tensors of one shape along a new axis.
     *
     * @param axis where it stands in the result; negative counts from its end
     * @param parts at least one
     * @return one rank more
     * @throws IllegalArgumentException if there is no part, or the shapes differ
     * @throws IndexOutOfBoundsException if there is no such place
     */
    public static Tensor stack(int axis, Tensor... parts) {
        if (parts.length == 0) {
            throw new IllegalArgumentException("stack of nothing: at least one tensor expected");
        }
        Tensor[] wide = new Tensor[parts.length];
        for (int i = 0; i < parts.length; i++) {
            if (!parts[i].shape().equals(parts[0].shape())) {
                throw new IllegalArgumentException(
                        "stack: input " + i + " is " + parts[i].shape() + ", input 0 is " + parts[0].shape());
            }
            wide[i] = Shapes.unsqueeze(parts[i], axis);
        }
        return concat(axis, wide);
    }

    /**
     * Parts of equal size along an axis; the last may be smaller.
     *
     * @param x a tensor
     * @param axis the axis; negative counts from the end
     * @param size of each part, at least 1
     * @return views; one of an empty axis
     */
    public static Tensor[] split(Tensor x, int axis, long size) {
        if (size < 1) {
            throw new IllegalArgumentException("split of " + x.shape() + " into parts of " + size
                    + ": at least 1 expected");
        }
        long dim = x.dim(axis);
        long[] sizes = new long[Math.toIntExact(Math.max(1, Math.ceilDiv(dim, size)))];
        Arrays.fill(sizes, size);
        sizes[sizes.length - 1] = dim - size * (sizes.length - 1);
        return split(x, axis, sizes);
    }

    /**
     * Parts of given sizes along an axis.
     *
     * @param x a tensor
     * @param axis the axis; negative counts from the end
     * @param sizes of the parts, in order; together the axis's
     * @return views
     */
    public static Tensor[] split(Tensor x, int axis, long[] sizes) {
        long total = 0;
        for (long size : sizes) {
            total = size < 0 ? -1 : total < 0 ? total : total + size;
        }
        if (total != x.dim(axis)) {
            throw new IllegalArgumentException("split of axis " + axis + " of " + x.shape() + " into parts of "
                    + Arrays.toString(sizes) + ": together " + x.dim(axis) + " expected");
        }
        Tensor[] parts = new Tensor[sizes.length];
        long at = 0;
        for (int i = 0; i < parts.length; i++) {
            parts[i] = Shapes.part(x, axis, at, at + sizes[i], 1);
            at += sizes[i];
        }
        return parts;
    }

    /**
     * So many parts along an axis, as NumPy's {@code array_split}: if it does not divide, the first are larger by 1.
     *
     * @param x a tensor
     * @param count how many parts, at least 1
     * @param axis the axis; negative counts from the end
     * @return views
     */
    public static Tensor[] chunk(Tensor x, int count, int axis) {
        if (count < 1) {
            throw new IllegalArgumentException("chunk of " + x.shape() + " into " + count
                    + " parts: at least 1 expected");
        }
        long dim = x.dim(axis);
        long[] sizes = new long[count];
        Arrays.setAll(sizes, i -> dim / count + (i < dim % count ? 1 : 0));
        return split(x, axis, sizes);
    }

    /**
     * Every index of an axis, which goes away.
     *
     * @param x a tensor
     * @param axis the axis; negative counts from the end
     * @return as many views as the axis is long
     */
    public static Tensor[] unbind(Tensor x, int axis) {
        Tensor[] parts = new Tensor[Math.toIntExact(x.dim(axis))];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = Shapes.select(x, axis, i);
        }
        return parts;
    }

    /**
     * The coordinates of a grid: for each axis of it a tensor that varies along that axis alone, as NumPy's
     * {@code meshgrid} with indexing "ij".
     *
     * @param axes vectors
     * @return views, as many as vectors, each of the shape of the vectors' lengths
     */
    public static Tensor[] meshgrid(Tensor... axes) {
        long[] dims = new long[axes.length];
        for (int i = 0; i < axes.length; i++) {
            if (axes[i].rank() != 1) {
                throw new IllegalArgumentException(
                        "meshgrid: axis " + i + " is " + axes[i].shape() + ", a vector expected");
            }
            dims[i] = axes[i].dim(0);
        }
        Shape shape = Shape.of(dims);
        Tensor[] grids = new Tensor[axes.length];
        for (int i = 0; i < axes.length; i++) {
            long[] one = new long[axes.length];
            Arrays.fill(one, 1);
            one[i] = dims[i];
            grids[i] = Shapes.expand(Shapes.reshape(axes[i], Shape.of(one)), shape);
        }
        return grids;
    }
}

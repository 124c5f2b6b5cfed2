package lanegrad.autograd.ops;

import static lanegrad.autograd.Rule.NOTHING;

import java.util.Arrays;
import java.util.List;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.autograd.Autograd;
import lanegrad.autograd.Op;
import lanegrad.autograd.Tensor;

/** The same elements under other shapes, types and orders: views wherever the strides allow one. */
public final class Shapes {

    private record Target(Shape shape) {
    }

    private record Swap(int a, int b) {
    }

    private record Order(int[] axes) {
    }

    private record Part(int axis, long from, long to, long step, long size) {
    }

    private record Type(DType from, DType to) {
    }

    static final Op RESHAPE = Op.named("reshape")
            .forward(call -> reshaped(call.array(0), call.attributes(Target.class).shape))
            .gradient(NOTHING, (call, g) -> reshape(g, call.shape(0))).build();

    static final Op TRANSPOSE = Op.named("transpose").forward(call -> {
        Swap swap = call.attributes(Swap.class);
        return call.array(0).transpose(swap.a, swap.b);
    }).gradient(NOTHING, (call, g) -> {
        Swap swap = call.attributes(Swap.class);
        return transpose(g, swap.a, swap.b);
    }).build();

    static final Op PERMUTE = Op.named("permute")
            .forward(call -> call.array(0).permute(call.attributes(Order.class).axes))
            .gradient(NOTHING, (call, g) -> permute(g, inverse(call.attributes(Order.class).axes))).build();

    static final Op EXPAND = Op.named("expand")
            .forward(call -> call.array(0).expand(call.attributes(Target.class).shape))
            .gradient(NOTHING, (call, g) -> sumTo(g, call.shape(0))).build();

    static final Op SLICE = Op.named("slice").forward(call -> {
        Part part = call.attributes(Part.class);
        return call.array(0).slice(part.axis, part.from, part.to, part.step);
    }).gradient(NOTHING, (call, g) -> sliceBackward(call.attributes(Part.class), g)).build();

    /** The adjoint of {@link #SLICE}: zeros, with the input where the slice was. */
    static final Op SLICE_BACKWARD = Op.named("sliceBackward").forward(call -> {
        NdArray g = call.array(0);
        Part part = call.attributes(Part.class);
        NdArray out = NdArray.zeros(g.dtype(), g.shape().with(part.axis, part.size));
        Autograd.kernels().copy().copy(g, out.slice(part.axis, part.from, part.to, part.step));
        return out;
    }).gradient(NOTHING, (call, h) -> SLICE.apply(call.attributes(Part.class), h)).build();

    static final Op CAST = Op.named("cast").forward(call -> copy(call.array(0), call.attributes(Type.class).to))
            .gradient(NOTHING, (call, g) -> cast(g, call.attributes(Type.class).from)).build();

    /** To BF16 or F16: rounding that far has no useful gradient, and these types are for storage. */
    static final Op STORE = Op.named("store").forward(call -> copy(call.array(0), call.attributes(Type.class).to))
            .build();

    static final Op CONTIGUOUS = Op.named("contiguous").forward(call -> copy(call.array(0), call.array(0).dtype()))
            .gradient(NOTHING, (call, g) -> g).build();

    static final List<
            Op> OPS = List.of(RESHAPE, TRANSPOSE, PERMUTE, EXPAND, SLICE, SLICE_BACKWARD, CAST, STORE, CONTIGUOUS);

    private Shapes() {
    }

    private static Tensor sliceBackward(Part part, Tensor g) {
        return SLICE_BACKWARD.apply(part, g);
    }

    /** A view if the strides allow one, else a copy. */
    static NdArray reshaped(NdArray x, Shape shape) {
        NdArray view = x.reshapeOrNull(shape);
        if (view != null) {
            return view;
        }
        NdArray out = NdArray.empty(x.dtype(), shape);
        Autograd.kernels().copy().copy(x, out.reshapeOrNull(x.shape()));
        return out;
    }

    private static NdArray copy(NdArray x, DType dtype) {
        NdArray out = NdArray.empty(dtype, x.shape());
        Autograd.kernels().copy().copy(x, out);
        return out;
    }

    /** Sums over the axes along which a shape was broadcast; the adjoint of broadcasting. */
    static Tensor sumTo(Tensor g, Shape shape) {
        if (g.shape().equals(shape)) {
            return g;
        }
        int added = g.rank() - shape.rank();
        int[] axes = new int[g.rank()];
        int count = 0;
        for (int i = 0; i < g.rank(); i++) {
            if (i < added || shape.dim(i - added) == 1 && g.dim(i) != 1) {
                axes[count++] = i;
            }
        }
        return reshape(Reductions.sum(g, true, Arrays.copyOf(axes, count)), shape);
    }

    /**
     * The same elements in row-major order under another shape.
     *
     * @param x a tensor
     * @param dims the shape; one size may be -1, and is worked out
     * @return a view if the strides allow one, else a copy
     * @throws IllegalArgumentException if the shape does not have as many elements, or more than one size is -1
     */
    public static Tensor reshape(Tensor x, long... dims) {
        return reshape(x, resolve("reshape", x, dims));
    }

    /** A shape of which one size, -1, is worked out. */
    static Shape resolve(String op, Tensor x, long[] dims) {
        long[] resolved = dims.clone();
        int unknown = -1;
        long known = 1;
        for (int i = 0; i < dims.length; i++) {
            if (dims[i] == -1 && unknown < 0) {
                unknown = i;
            } else {
                known *= dims[i];
            }
        }
        if (unknown >= 0) {
            if (known <= 0 || x.size() % known != 0) {
                throw new IllegalArgumentException(op + " of " + x.shape() + " to " + Arrays.toString(dims) + ": "
                        + x.size() + " elements do not divide by " + known);
            }
            resolved[unknown] = x.size() / known;
        }
        return Shape.of(resolved);
    }

    /**
     * The same elements in row-major order under another shape.
     *
     * @param x a tensor
     * @param shape with as many elements
     * @return a view if the strides allow one, else a copy
     * @throws IllegalArgumentException if the shape does not have as many elements
     */
    public static Tensor reshape(Tensor x, Shape shape) {
        return x.shape().equals(shape) ? x : RESHAPE.apply(new Target(shape), x);
    }

    /**
     * Neighbouring axes made one.
     *
     * @param x a tensor
     * @param from the first axis
     * @param to the last axis, included
     * @return a view if the strides allow one, else a copy
     * @throws IllegalArgumentException if the first axis comes after the last
     * @throws IndexOutOfBoundsException if there is no such axis
     */
    public static Tensor flatten(Tensor x, int from, int to) {
        int first = x.shape().axis(from);
        int last = x.shape().axis(to);
        if (first > last) {
            throw new IllegalArgumentException(
                    "flatten of axes " + from + " to " + to + " of " + x.shape() + ": from is after to");
        }
        long[] dims = new long[x.rank() - (last - first)];
        long product = 1;
        for (int i = 0, at = 0; i < x.rank(); i++) {
            if (i < first || i > last) {
                dims[at++] = x.dim(i);
                continue;
            }
            product *= x.dim(i);
            if (i == last) {
                dims[at++] = product;
            }
        }
        return reshape(x, Shape.of(dims));
    }

    /**
     * An axis of size 1 put in.
     *
     * @param x a tensor
     * @param axis where it stands in the result; negative counts from its end
     * @return a view
     */
    public static Tensor unsqueeze(Tensor x, int axis) {
        return reshape(x, x.shape().insert(axis, 1));
    }

    /**
     * An axis of size 1 taken away.
     *
     * @param x a tensor
     * @param axis which; negative counts from the end
     * @return a view
     * @throws IllegalArgumentException if the axis has another size
     * @throws IndexOutOfBoundsException if there is no such axis
     */
    public static Tensor squeeze(Tensor x, int axis) {
        if (x.dim(axis) != 1) {
            throw new IllegalArgumentException("squeeze of axis " + axis + " of " + x.shape() + ": its size is not 1");
        }
        return reshape(x, x.shape().remove(axis));
    }

    /**
     * Two axes exchanged.
     *
     * @param x a tensor
     * @param a one; negative counts from the end
     * @param b the other
     * @return a view
     */
    public static Tensor transpose(Tensor x, int a, int b) {
        return TRANSPOSE.apply(new Swap(x.shape().axis(a), x.shape().axis(b)), x);
    }

    /**
     * All axes in another order.
     *
     * @param x a tensor
     * @param axes for each axis of the result, the axis of x it is; negative counts from the end
     * @return a view
     * @throws IllegalArgumentException if an axis is missing or named twice
     * @throws IndexOutOfBoundsException if there is no such axis
     */
    public static Tensor permute(Tensor x, int... axes) {
        if (axes.length != x.rank()) {
            throw new IllegalArgumentException(
                    "permute of " + x.shape() + ": " + x.rank() + " axes expected, " + axes.length + " given");
        }
        int[] order = new int[axes.length];
        for (int i = 0; i < axes.length; i++) {
            order[i] = x.shape().axis(axes[i]);
        }
        return PERMUTE.apply(new Order(order), x);
    }

    private static int[] inverse(int[] order) {
        int[] inverse = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            inverse[order[i]] = i;
        }
        return inverse;
    }

    /**
     * Axes of size 1, and missing leading axes, repeated.
     *
     * @param x a tensor
     * @param shape the wanted shape
     * @return a view
     * @throws IllegalArgumentException if the shape cannot be reached by repeating
     */
    public static Tensor expand(Tensor x, Shape shape) {
        return x.shape().equals(shape) ? x : EXPAND.apply(new Target(shape), x);
    }

    /**
     * A part of one axis.
     *
     * @param x a tensor
     * @param axis the axis; negative counts from the end
     * @param from the first index; negative counts from the end
     * @param to the index to stop before; negative counts from the end
     * @param step how far apart, at least 1
     * @return a view
     */
    public static Tensor slice(Tensor x, int axis, long from, long to, long step) {
        if (step < 1) {
            throw new IllegalArgumentException("slice with step " + step + ": at least 1 expected");
        }
        long size = x.dim(axis);
        long first = from < 0 ? from + size : from;
        long end = to < 0 ? to + size : to;
        return part(x, axis, first, end, step);
    }

    /** As {@link #slice}, of plain indices; a negative step walks down from the first, as far as just above -1. */
    static Tensor part(Tensor x, int axis, long from, long to, long step) {
        return SLICE.apply(new Part(x.shape().axis(axis), from, to, step, x.dim(axis)), x);
    }

    /**
     * One index of an axis, which goes away.
     *
     * @param x a tensor
     * @param axis the axis; negative counts from the end
     * @param index which; negative counts from the end
     * @return a view
     * @throws IndexOutOfBoundsException if there is no such axis or index
     */
    public static Tensor select(Tensor x, int axis, long index) {
        long size = x.dim(axis);
        long at = index < 0 ? index + size : index;
        if (at < 0 || at >= size) {
            throw new IndexOutOfBoundsException(
                    "select " + index + " of axis " + axis + " of " + x.shape() + ": expected from "
                            + -size + " to " + (size - 1));
        }
        return squeeze(slice(x, axis, at, at + 1, 1), axis);
    }

    /**
     * The same values in another type. Gradients flow between F32 and F64; integers and truth values have none.
     *
     * @param x a tensor
     * @param dtype the type
     * @return a copy, or x itself if it has that type
     * @throws IllegalStateException if the type only stores (BF16, F16) and a gradient would have to flow through it
     */
    public static Tensor cast(Tensor x, DType dtype) {
        if (x.dtype() == dtype) {
            return x;
        }
        if (dtype.isDifferentiable()) {
            return CAST.apply(new Type(x.dtype(), dtype), x);
        }
        if (dtype.isFloating()) {
            return STORE.apply(new Type(x.dtype(), dtype), x);
        }
        return CAST.apply(new Type(x.dtype(), dtype), x.stopGradient());
    }

    /**
     * The same values in row-major order without gaps.
     *
     * @param x a tensor
     * @return a copy, or x itself if it lies so
     */
    public static Tensor contiguous(Tensor x) {
        return x.array().isContiguous() ? x : CONTIGUOUS.apply(null, x);
    }
}

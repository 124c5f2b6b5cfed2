package lanegrad.autograd.ops;

import lanegrad.array.Shape;
import lanegrad.autograd.Op;
import lanegrad.autograd.Tensor;

/**
 * Which axes an op reduces.
 *
 * @param bits bit i for axis i
 * @param count how many elements become one
 */
record Axes(int bits, long count) {

    static Axes of(Shape shape, int bits) {
        long count = 1;
        for (int i = 0; i < shape.rank(); i++) {
            if ((bits & 1 << i) != 0) {
                count *= shape.dim(i);
            }
        }
        return new Axes(bits, count);
    }

    /** The axes that a caller named. */
    static int bits(String op, Shape shape, int[] axes) {
        int bits = 0;
        for (int axis : axes) {
            int bit = 1 << shape.axis(axis);
            if ((bits & bit) != 0) {
                throw new IllegalArgumentException(op + " over axis " + axis + " of " + shape + ": named twice");
            }
            bits |= bit;
        }
        return bits;
    }

    static int all(Shape shape) {
        return (1 << shape.rank()) - 1;
    }

    /** A shape with size 1 at the reduced axes. */
    Shape kept(Shape shape) {
        long[] dims = shape.toArray();
        for (int i = 0; i < dims.length; i++) {
            if ((bits & 1 << i) != 0) {
                dims[i] = 1;
            }
        }
        return Shape.of(dims);
    }

    /** Applies a reducing op, and drops the reduced axes, unless they shall stay. */
    static Tensor over(Op op, Tensor x, boolean keepDims, int bits) {
        return finish(op.apply(of(x.shape(), bits), x), x.shape(), bits, keepDims);
    }

    /** Drops axes of size 1 that were reduced, unless they shall stay. */
    static Tensor finish(Tensor kept, Shape shape, int bits, boolean keepDims) {
        if (keepDims || bits == 0) {
            return kept;
        }
        long[] dims = new long[shape.rank() - Integer.bitCount(bits)];
        int at = 0;
        for (int i = 0; i < shape.rank(); i++) {
            if ((bits & 1 << i) == 0) {
                dims[at++] = shape.dim(i);
            }
        }
        return Shapes.reshape(kept, dims);
    }

    /** The order of axes that puts the reduced ones behind the others. */
    private int[] order(int rank) {
        int[] order = new int[rank];
        int at = 0;
        for (int reduced = 0; reduced < 2; reduced++) {
            for (int i = 0; i < rank; i++) {
                if ((bits >> i & 1) == reduced) {
                    order[at++] = i;
                }
            }
        }
        return order;
    }

    /** What becomes one element as one line: [kept axes..., count]. */
    Tensor lines(Tensor x) {
        int rank = x.rank();
        if (Integer.bitCount(bits) == 1 && bits == 1 << rank - 1) {
            return x;
        }
        long[] dims = new long[rank - Integer.bitCount(bits) + 1];
        int[] order = order(rank);
        for (int i = 0; i < dims.length - 1; i++) {
            dims[i] = x.dim(order[i]);
        }
        dims[dims.length - 1] = count;
        return Shapes.reshape(Shapes.permute(x, order), dims);
    }

    /** Lines back in the shape that they came from. */
    Tensor unlines(Tensor lines, Shape shape) {
        int rank = shape.rank();
        int[] order = order(rank);
        int[] inverse = new int[rank];
        long[] dims = new long[rank];
        for (int i = 0; i < rank; i++) {
            dims[i] = shape.dim(order[i]);
            inverse[order[i]] = i;
        }
        return Shapes.permute(Shapes.reshape(lines, dims), inverse);
    }
}

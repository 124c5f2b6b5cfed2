package lanegrad.autograd.ops;

import java.util.Arrays;
import lanegrad.array.Shape;
import lanegrad.autograd.Tensor;

/** Products of vectors, matrices and tensors, beside {@link LinearAlgebra#matmul} and {@link Einsum#einsum}. */
public final class Products {

    private Products() {
    }

    /**
     * The product of two vectors.
     *
     * @param a [n]
     * @param b [n]
     * @return their inner product, of rank 0
     */
    public static Tensor dot(Tensor a, Tensor b) {
        if (a.rank() != 1 || b.rank() != 1) {
            throw new IllegalArgumentException(
                    "dot of " + a.shape() + " and " + b.shape() + ": two vectors expected");
        }
        return LinearAlgebra.matmul(a, b);
    }

    /**
     * The products of all pairs of elements of two tensors.
     *
     * @param a m elements, in row-major order
     * @param b n elements
     * @return [m, n], in their common type
     */
    public static Tensor outer(Tensor a, Tensor b) {
        return Elementwise.mul(Shapes.reshape(a, a.size(), 1), Shapes.reshape(b, 1, b.size()));
    }

    /**
     * The products of the matrices of two batches of equal length.
     *
     * @param a [batch, m, k]
     * @param b [batch, k, n]
     * @return [batch, m, n]
     */
    public static Tensor bmm(Tensor a, Tensor b) {
        if (a.rank() != 3 || b.rank() != 3 || a.dim(0) != b.dim(0)) {
            throw new IllegalArgumentException("bmm of " + a.shape() + " and " + b.shape()
                    + ": [batch, m, k] and [batch, k, n] expected");
        }
        return LinearAlgebra.matmul(a, b);
    }

    /**
     * The inner products of the last axes, of all pairs of the others, as NumPy's {@code inner}.
     *
     * @param a [..., n]
     * @param b [..., n]
     * @return the leading axes of a, then those of b; the elementwise product if one is of rank 0
     */
    public static Tensor inner(Tensor a, Tensor b) {
        if (a.rank() == 0 || b.rank() == 0) {
            return Elementwise.mul(a, b);
        }
        return tensorDot(a, b, new int[] {-1}, new int[] {-1});
    }

    /**
     * The inner products along one axis, broadcast over the others, as NumPy's {@code vecdot}.
     *
     * @param a a tensor
     * @param b a tensor
     * @param axis the axis of the broadcast shape that is summed over; negative counts from the end
     * @return one rank less
     */
    public static Tensor vecDot(Tensor a, Tensor b, int axis) {
        Shape shape = Shape.broadcast("vecDot", a.shape(), b.shape());
        int along = shape.axis(axis) - shape.rank();
        if (along < -a.rank() || along < -b.rank() || a.dim(along) != b.dim(along)) {
            throw new IllegalArgumentException("vecDot of " + a.shape() + " and " + b.shape() + " along axis " + axis
                    + ": both must have it, of one size");
        }
        return Reductions.sum(Elementwise.mul(a, b), false, along);
    }

    /**
     * Sums of products over the last axes of one tensor and the first of another.
     *
     * @param a a tensor
     * @param b a tensor
     * @param axes over how many
     * @return the other axes of a, then those of b
     */
    public static Tensor tensorDot(Tensor a, Tensor b, int axes) {
        if (axes < 0 || axes > a.rank() || axes > b.rank()) {
            throw new IllegalArgumentException("tensorDot of " + a.shape() + " and " + b.shape() + " over " + axes
                    + " axes: from 0 to " + Math.min(a.rank(), b.rank()) + " expected");
        }
        int[] last = new int[axes];
        int[] first = new int[axes];
        Arrays.setAll(last, i -> a.rank() - axes + i);
        Arrays.setAll(first, i -> i);
        return tensorDot(a, b, last, first);
    }

    /**
     * Sums of products over pairs of axes, as NumPy's {@code tensordot}: one product of matrices.
     *
     * @param a a tensor
     * @param b a tensor
     * @param aAxes axes of a; negative count from the end
     * @param bAxes axes of b, as many, of the same sizes
     * @return the other axes of a, then those of b
     */
    public static Tensor tensorDot(Tensor a, Tensor b, int[] aAxes, int[] bAxes) {
        if (aAxes.length != bAxes.length) {
            throw new IllegalArgumentException("tensorDot of " + a.shape() + " and " + b.shape() + " over axes "
                    + Arrays.toString(aAxes) + " and " + Arrays.toString(bAxes) + ": as many of each expected");
        }
        for (int i = 0; i < aAxes.length; i++) {
            if (a.dim(aAxes[i]) != b.dim(bAxes[i])) {
                throw new IllegalArgumentException("tensorDot of " + a.shape() + " and " + b.shape() + " over axes "
                        + aAxes[i] + " and " + bAxes[i] + ": sizes " + a.dim(aAxes[i]) + " and " + b.dim(bAxes[i])
                        + " differ");
            }
        }
        int[] aKept = others("tensorDot", a.shape(), aAxes);
        int[] bKept = others("tensorDot", b.shape(), bAxes);
        long depth = 1;
        for (int axis : aAxes) {
            depth *= a.dim(axis);
        }
        long[] dims = new long[aKept.length + bKept.length];
        long rows = 1;
        long columns = 1;
        for (int i = 0; i < dims.length; i++) {
            boolean fromA = i < aKept.length;
            dims[i] = fromA ? a.dim(aKept[i]) : b.dim(bKept[i - aKept.length]);
            rows *= fromA ? dims[i] : 1;
            columns *= fromA ? 1 : dims[i];
        }
        Tensor left = Shapes.reshape(Shapes.permute(a, joined(aKept, aAxes)), Shape.of(rows, depth));
        Tensor right = Shapes.reshape(Shapes.permute(b, joined(bAxes, bKept)), Shape.of(depth, columns));
        return Shapes.reshape(LinearAlgebra.matmul(left, right), Shape.of(dims));
    }

    private static int[] joined(int[] a, int[] b) {
        int[] all = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, all, a.length, b.length);
        return all;
    }

    /** The axes that are not named. */
    private static int[] others(String op, Shape shape, int[] axes) {
        int bits = Axes.bits(op, shape, axes);
        int[] others = new int[shape.rank() - axes.length];
        for (int i = 0, at = 0; i < shape.rank(); i++) {
            if ((bits & 1 << i) == 0) {
                others[at++] = i;
            }
        }
        return others;
    }

    /**
     * The Kronecker product: each element of a times all of b.
     *
     * @param a a tensor
     * @param b a tensor
     * @return each axis as long as the product of the two; the shorter shape is taken for one with leading axes of
     * size 1
     */
    public static Tensor kron(Tensor a, Tensor b) {
        int rank = Math.max(a.rank(), b.rank());
        Tensor x = Views.atLeast(a, rank);
        Tensor y = Views.atLeast(b, rank);
        int[] even = new int[rank];
        int[] odd = new int[rank];
        long[] dims = new long[rank];
        for (int i = 0; i < rank; i++) {
            even[i] = 2 * i;
            odd[i] = 2 * i + 1;
            dims[i] = x.dim(i) * y.dim(i);
        }
        return Shapes.reshape(Elementwise.mul(Views.unsqueeze(x, odd), Views.unsqueeze(y, even)), Shape.of(dims));
    }

    /**
     * The sums of the main diagonals of the last two axes.
     *
     * @param x [..., m, n]
     * @return [...]
     */
    public static Tensor trace(Tensor x) {
        return Reductions.sum(Views.diagonal(x), false, -1);
    }

    /**
     * A power of square matrices, by repeated squaring.
     *
     * @param x [..., n, n]
     * @param exponent which power; 0 gives the identity, a negative one is a power of the inverse
     * @return [..., n, n]
     */
    public static Tensor matrixPower(Tensor x, int exponent) {
        if (x.rank() < 2 || x.dim(-1) != x.dim(-2)) {
            throw new IllegalArgumentException(
                    "matrixPower of " + x.shape() + ": square matrices, [..., n, n], expected");
        }
        Tensor square = exponent < 0 ? Decompositions.inverse(x) : Broadcast.floating(x);
        Tensor power = null;
        for (long left = Math.abs((long) exponent); left > 0; left >>= 1) {
            if ((left & 1) != 0) {
                power = power == null ? square : LinearAlgebra.matmul(power, square);
            }
            if (left > 1) {
                square = LinearAlgebra.matmul(square, square);
            }
        }
        return power != null ? power : Shapes.expand(Creation.eye(square.dtype(), x.dim(-1)), x.shape());
    }
}

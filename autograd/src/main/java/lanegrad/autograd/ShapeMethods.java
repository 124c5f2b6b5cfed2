package lanegrad.autograd;

import lanegrad.array.DType;
import lanegrad.array.Shape;
import lanegrad.autograd.ops.Indexing;
import lanegrad.autograd.ops.LinearAlgebra;
import lanegrad.autograd.ops.Shapes;
import lanegrad.autograd.ops.Views;

/**
 * Other shapes, parts and types of a tensor, and its matrix product: the common ones of {@link Shapes}, {@link Views},
 * {@link Indexing} and {@link LinearAlgebra}.
 */
public sealed interface ShapeMethods permits Tensor {

    private Tensor self() {
        return (Tensor) this;
    }

    /**
     * The matrix product, of batches too: [..., m, k] times [..., k, n] is [..., m, n], leading axes broadcast.
     *
     * @param other the right operand
     * @return the product
     * @throws IllegalArgumentException if an operand has rank 0, or sizes do not fit
     */
    default Tensor matmul(Tensor other) {
        return LinearAlgebra.matmul(self(), other);
    }

    /**
     * The same elements in row-major order under another shape; one size may be -1, and is worked out.
     *
     * @param dims the shape
     * @return a view if the strides allow one, else a copy
     * @throws IllegalArgumentException if the shape does not have as many elements, or more than one size is -1
     */
    default Tensor reshape(long... dims) {
        return Shapes.reshape(self(), dims);
    }

    /**
     * All axes as one.
     *
     * @return a view if the strides allow one, else a copy; of one number, one element in a row
     */
    default Tensor flatten() {
        return Shapes.reshape(self(), -1);
    }

    /**
     * Two axes exchanged.
     *
     * @param a one
     * @param b the other
     * @return a view
     * @throws IndexOutOfBoundsException if there is no such axis
     */
    default Tensor transpose(int a, int b) {
        return Shapes.transpose(self(), a, b);
    }

    /**
     * All axes in another order.
     *
     * @param axes for each axis of the result, the axis of this tensor it is
     * @return a view
     * @throws IllegalArgumentException if an axis is missing or named twice
     * @throws IndexOutOfBoundsException if there is no such axis
     */
    default Tensor permute(int... axes) {
        return Shapes.permute(self(), axes);
    }

    /**
     * An axis of size 1 more.
     *
     * @param axis where it is in the result; negative counts from the end
     * @return a view
     */
    default Tensor unsqueeze(int axis) {
        return Shapes.unsqueeze(self(), axis);
    }

    /**
     * An axis of size 1 less.
     *
     * @param axis which; negative counts from the end
     * @return a view
     * @throws IllegalArgumentException if its size is not 1
     */
    default Tensor squeeze(int axis) {
        return Shapes.squeeze(self(), axis);
    }

    /**
     * Axes of size 1, and missing leading axes, repeated.
     *
     * @param dims the wanted shape
     * @return a view
     * @throws IllegalArgumentException if the shape cannot be reached by repeating
     */
    default Tensor expand(long... dims) {
        return Shapes.expand(self(), Shape.of(dims));
    }

    /**
     * A part of one axis.
     *
     * @param axis the axis
     * @param from the first index; negative counts from the end
     * @param to the index to stop before; negative counts from the end
     * @return a view
     */
    default Tensor slice(int axis, long from, long to) {
        return Shapes.slice(self(), axis, from, to, 1);
    }

    /**
     * One index of the first axis, which goes away.
     *
     * @param index which; negative counts from the end
     * @return a view
     */
    default Tensor get(long index) {
        return Shapes.select(self(), 0, index);
    }

    /**
     * One index of an axis, which goes away.
     *
     * @param axis the axis; negative counts from the end
     * @param index which; negative counts from the end
     * @return a view
     */
    default Tensor select(int axis, long index) {
        return Shapes.select(self(), axis, index);
    }

    /**
     * Elements that indices name along an axis: {@code out[i, j] = this[i, indices[i, j]]} for axis 1.
     *
     * @param axis the axis; negative counts from the end
     * @param indices I32 or I64, of as many axes, no longer on any other axis
     * @return the shape of the indices
     * @throws IndexOutOfBoundsException if an index is outside the axis
     */
    default Tensor gather(int axis, Tensor indices) {
        return Indexing.gather(self(), axis, indices);
    }

    /**
     * Axes in reverse order.
     *
     * @param axes which; negative count from the end
     * @return a view
     */
    default Tensor flip(int... axes) {
        return Views.flip(self(), axes);
    }

    /**
     * The same values in another type; gradients flow between F32 and F64.
     *
     * @param dtype the type
     * @return a copy, or this tensor if it has that type
     */
    default Tensor to(DType dtype) {
        return Shapes.cast(self(), dtype);
    }
}

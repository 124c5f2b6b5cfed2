package lanegrad.autograd;

import java.util.function.UnaryOperator;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.memory.Owner;
import lanegrad.memory.Scope;
import lanegrad.memory.Scoped;

/**
 * What users compute with: an array, and the place on the tape that made it.
 *
 * <p>A tensor belongs to the scope that was open when it was made, as its array does. Its values never change by an op;
 * a {@link Parameter}'s are changed by optimizers. All ops are static methods of the classes in {@link
 * lanegrad.autograd.ops}; the common ones are methods of a tensor too, by way of {@link ArithmeticMethods}, {@link
 * FunctionMethods}, {@link ReductionMethods} and {@link ShapeMethods}.
 */
public sealed class Tensor
        implements ArithmeticMethods, FunctionMethods, ReductionMethods, ShapeMethods, Scoped permits Parameter {

    private final NdArray array;
    private final Node node;
    private Owner hold;

    /** A result; the maker's retain of the node passes to the current scope. */
    Tensor(NdArray array, Node node) {
        this.array = array;
        this.node = node;
        this.hold = node == null ? null : Scope.place(node);
    }

    /** Another tensor at a place on the tape that already has one. */
    static Tensor connected(NdArray array, Node node) {
        if (node != null) {
            node.retain();
        }
        return new Tensor(array, node);
    }

    /**
     * A tensor of an array's values, which requires no gradient.
     *
     * @param array the values, not copied
     * @return the tensor
     */
    public static Tensor of(NdArray array) {
        return new Tensor(array, null);
    }

    /**
     * A copy of F32 numbers.
     *
     * @param values in row-major order
     * @param dims the shape; none means one axis as long as the values
     * @return the tensor
     * @throws IllegalArgumentException if the shape does not have as many elements as there are values
     */
    public static Tensor of(float[] values, long... dims) {
        return new Tensor(NdArray.of(values, dims), null);
    }

    /**
     * A copy of F64 numbers.
     *
     * @param values in row-major order
     * @param dims the shape; none means one axis as long as the values
     * @return the tensor
     * @throws IllegalArgumentException if the shape does not have as many elements as there are values
     */
    public static Tensor of(double[] values, long... dims) {
        return new Tensor(NdArray.of(values, dims), null);
    }

    /**
     * A copy of I32 numbers.
     *
     * @param values in row-major order
     * @param dims the shape; none means one axis as long as the values
     * @return the tensor
     * @throws IllegalArgumentException if the shape does not have as many elements as there are values
     */
    public static Tensor of(int[] values, long... dims) {
        return new Tensor(NdArray.of(values, dims), null);
    }

    /**
     * A copy of I64 numbers.
     *
     * @param values in row-major order
     * @param dims the shape; none means one axis as long as the values
     * @return the tensor
     * @throws IllegalArgumentException if the shape does not have as many elements as there are values
     */
    public static Tensor of(long[] values, long... dims) {
        return new Tensor(NdArray.of(values, dims), null);
    }

    /**
     * A copy of truth values.
     *
     * @param values in row-major order
     * @param dims the shape; none means one axis as long as the values
     * @return the tensor
     * @throws IllegalArgumentException if the shape does not have as many elements as there are values
     */
    public static Tensor of(boolean[] values, long... dims) {
        return new Tensor(NdArray.of(values, dims), null);
    }

    /**
     * One F32 number.
     *
     * @param value the number
     * @return a tensor of rank 0
     */
    public static Tensor scalar(float value) {
        return full(DType.F32, value);
    }

    /**
     * One value everywhere.
     *
     * @param dtype the type of the elements
     * @param value the value
     * @param dims the shape
     * @return the tensor
     */
    public static Tensor full(DType dtype, double value, long... dims) {
        return new Tensor(NdArray.full(dtype, Shape.of(dims), value), null);
    }

    /**
     * Zeros.
     *
     * @param dtype the type of the elements
     * @param dims the shape
     * @return the tensor
     */
    public static Tensor zeros(DType dtype, long... dims) {
        return new Tensor(NdArray.zeros(dtype, Shape.of(dims)), null);
    }

    /**
     * Ones.
     *
     * @param dtype the type of the elements
     * @param dims the shape
     * @return the tensor
     */
    public static Tensor ones(DType dtype, long... dims) {
        return full(dtype, 1, dims);
    }

    /**
     * The values.
     *
     * @return the array, not copied
     */
    public final NdArray array() {
        return array;
    }

    /**
     * The sizes of the axes.
     *
     * @return the shape
     */
    public final Shape shape() {
        return array.shape();
    }

    /**
     * The type of the elements.
     *
     * @return the type
     */
    public final DType dtype() {
        return array.dtype();
    }

    /**
     * The number of axes.
     *
     * @return the rank
     */
    public final int rank() {
        return array.rank();
    }

    /**
     * The size of one axis.
     *
     * @param axis its number; negative counts from the end
     * @return the size
     */
    public final long dim(int axis) {
        return array.dim(axis);
    }

    /**
     * The number of elements.
     *
     * @return the product of the sizes
     */
    public final long size() {
        return array.size();
    }

    /**
     * The only element.
     *
     * @return its value
     * @throws IllegalStateException if there is not exactly one
     */
    public final double item() {
        return array.item();
    }

    /**
     * The elements in row-major order, as F32.
     *
     * @return a new Java array
     */
    public final float[] toFloatArray() {
        return array.toFloatArray();
    }

    /**
     * The elements in row-major order, as F64.
     *
     * @return a new Java array
     */
    public final double[] toDoubleArray() {
        return array.toDoubleArray();
    }

    /**
     * The elements in row-major order, as I64.
     *
     * @return a new Java array
     */
    public final long[] toLongArray() {
        return array.toLongArray();
    }

    /**
     * Whether ops on this tensor are recorded, so that gradients flow to it or through it.
     *
     * @return true for trainable parameters, for tensors that were asked to, and for what was computed from them
     */
    public final boolean isTracked() {
        return node != null && !(node instanceof Leaf leaf && leaf.frozen);
    }

    final Node node() {
        return node;
    }

    /**
     * A tensor of the same values that requires a gradient: a leaf, where {@link #backward} adds into {@link #grad}.
     *
     * @return the leaf; this tensor itself is unchanged
     * @throws IllegalStateException if this tensor is on the tape already
     * @throws IllegalArgumentException if its elements are neither F32 nor F64
     */
    public final Tensor requiresGrad() {
        if (node != null) {
            throw new IllegalStateException(
                    "this tensor is on the tape already (" + node.op.name() + "); stopGradient gives one that is not");
        }
        requireDifferentiable(dtype());
        return new Tensor(array.alias(), new Leaf());
    }

    static void requireDifferentiable(DType dtype) {
        if (!dtype.isDifferentiable()) {
            throw new IllegalArgumentException(
                    "a gradient with respect to " + dtype + " elements: F32 or F64 expected");
        }
    }

    /**
     * The gradient that backward passes have added up in this leaf. It is valid until {@link #zeroGrad}, and the next
     * backward pass adds to it in place.
     *
     * @return the gradient, or null if there is none
     */
    public final Tensor grad() {
        return node instanceof Leaf leaf ? leaf.gradient() : null;
    }

    /** Forgets the gradient of this leaf; its memory is recycled at once. */
    public final void zeroGrad() {
        if (node instanceof Leaf leaf) {
            leaf.clearGradient();
        }
    }

    /**
     * Adds the gradients of this one number into the leaves it was computed from, and frees the graph.
     *
     * @throws IllegalStateException if there is not exactly one element, nothing requires a gradient, or the graph is
     * spent
     */
    public final void backward() {
        Autograd.backward(this, null, false);
    }

    /**
     * Adds the gradients of {@code sum(seed * this)} into the leaves it was computed from, and frees the graph.
     *
     * @param seed of this tensor's shape
     * @throws IllegalArgumentException if the seed has another shape or type than this tensor
     * @throws IllegalStateException if nothing requires a gradient, or the graph is spent
     */
    public final void backward(Tensor seed) {
        Autograd.backward(this, seed, false);
    }

    /**
     * Calls a function with the complete gradient of this tensor in every backward pass; what it returns takes its
     * place.
     *
     * @param hook from a gradient to a gradient of the same shape and type
     * @throws IllegalStateException if this tensor is not on the tape
     */
    public final void onGradient(UnaryOperator<Tensor> hook) {
        if (node == null) {
            throw new IllegalStateException("a gradient hook on a tensor that requires no gradient");
        }
        node.addHook(hook);
    }

    /**
     * The same values, off the tape: no gradient flows through the result.
     *
     * @return a tensor that shares the storage
     */
    public final Tensor stopGradient() {
        return new Tensor(array.alias(), null);
    }

    /**
     * Another handle of this tensor, at the same place on the tape.
     *
     * @return a tensor of the current scope
     */
    public final Tensor alias() {
        return connected(array.alias(), node);
    }

    @Override
    public final void keepFrom(Scope inner) {
        array.keepFrom(inner);
        if (hold != null) {
            hold = inner.pass(hold, node);
        }
    }

    /**
     * The values as NumPy prints them.
     *
     * @return text for people
     */
    @Override
    public String toString() {
        return array.toString();
    }
}

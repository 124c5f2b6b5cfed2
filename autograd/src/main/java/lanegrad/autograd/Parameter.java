package lanegrad.autograd;

import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.memory.Scope;

/**
 * A tensor that is trained: it belongs to no scope wherever it is made, requires a gradient unless it is frozen, and
 * optimizers change its values in place. Parameters may be shared between threads; concurrent backward passes into one
 * are refused.
 */
public final class Parameter extends Tensor {

    private Parameter(NdArray array, Leaf leaf) {
        super(array, leaf);
    }

    /**
     * A parameter with undefined values, for weights that are about to be drawn or loaded.
     *
     * @param dtype F32 or F64
     * @param shape its shape
     * @return the parameter
     * @throws IllegalArgumentException if the type is neither F32 nor F64
     */
    public static Parameter empty(DType dtype, Shape shape) {
        requireDifferentiable(dtype);
        try (Scope _ = Scope.outside()) {
            return new Parameter(NdArray.empty(dtype, shape), new Leaf());
        }
    }

    /**
     * A parameter with a copy of some values.
     *
     * @param values F32 or F64
     * @return the parameter
     * @throws IllegalArgumentException if the values are neither F32 nor F64
     */
    public static Parameter of(NdArray values) {
        Parameter parameter = empty(values.dtype(), values.shape());
        parameter.assign(values);
        return parameter;
    }

    /**
     * A parameter with one value everywhere.
     *
     * @param dtype F32 or F64
     * @param value the value
     * @param dims the shape
     * @return the parameter
     * @throws IllegalArgumentException if the type is neither F32 nor F64
     */
    public static Parameter full(DType dtype, double value, long... dims) {
        Parameter parameter = empty(dtype, Shape.of(dims));
        Autograd.kernels().map().fill(parameter.array(), value);
        return parameter;
    }

    /**
     * Changes the values in place.
     *
     * @param values of the same shape; converted to this parameter's type
     * @throws IllegalStateException while the tape holds the values for a backward pass
     * @throws IllegalArgumentException if the shapes differ
     */
    public void assign(NdArray values) {
        if (!values.shape().equals(shape())) {
            throw new IllegalArgumentException("assign of " + values.shape() + " to a parameter of " + shape());
        }
        Autograd.kernels().copy().copy(values, array());
    }

    /**
     * Excludes the parameter from training, or includes it again.
     *
     * @param frozen whether no gradient shall flow to it
     */
    public void freeze(boolean frozen) {
        ((Leaf) node()).frozen = frozen;
    }

    /**
     * Whether the parameter is excluded from training.
     *
     * @return true after {@code freeze(true)}
     */
    public boolean isFrozen() {
        return ((Leaf) node()).frozen;
    }
}

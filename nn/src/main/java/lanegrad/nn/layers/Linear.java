package lanegrad.nn.layers;

import lanegrad.array.DType;
import lanegrad.array.Shape;
import lanegrad.autograd.Parameter;
import lanegrad.autograd.Tensor;
import lanegrad.autograd.ops.LinearAlgebra;
import lanegrad.nn.Layer;
import lanegrad.nn.init.Initializer;
import lanegrad.nn.init.Initializers;
import lanegrad.random.Rng;

/**
 * A dense layer: {@code x weight^T + bias}, from [..., in] to [..., out]. Parameters: {@code weight} [out, in] and
 * {@code bias} [out].
 */
public final class Linear extends Layer {

    private final Parameter weight;
    private final Parameter bias;

    private Linear(Parameter weight, Parameter bias) {
        this.weight = register("weight", weight);
        this.bias = bias == null ? null : register("bias", bias);
    }

    /**
     * An F32 layer with PyTorch's default weights: see {@link #reset}.
     *
     * @param in the size of the last axis of the input
     * @param out the size of the last axis of the output
     * @param bias whether there is one
     * @param rng what the weights are drawn from
     */
    public Linear(long in, long out, boolean bias, Rng rng) {
        this(in, out, bias, DType.F32, rng);
    }

    /**
     * A layer with PyTorch's default weights: see {@link #reset}.
     *
     * @param in the size of the last axis of the input
     * @param out the size of the last axis of the output
     * @param bias whether there is one
     * @param dtype F32 or F64
     * @param rng what the weights are drawn from
     */
    public Linear(long in, long out, boolean bias, DType dtype, Rng rng) {
        this(Parameter.empty(dtype, Shape.of(out, in)), bias ? Parameter.empty(dtype, Shape.of(out)) : null);
        reset(rng);
    }

    /**
     * A layer whose weights are undefined, to be loaded or drawn by a model's own rule.
     *
     * @param in the size of the last axis of the input
     * @param out the size of the last axis of the output
     * @param bias whether there is one
     * @param dtype F32 or F64
     * @return the layer
     */
    public static Linear unset(long in, long out, boolean bias, DType dtype) {
        return new Linear(Parameter.empty(dtype, Shape.of(out, in)),
                bias ? Parameter.empty(dtype, Shape.of(out)) : null);
    }

    /**
     * A layer with parameters that exist already: a head that shares the weight of an embedding.
     *
     * @param weight [out, in]
     * @param bias [out], or null
     * @return the layer
     * @throws IllegalArgumentException if the shapes do not fit
     */
    public static Linear of(Parameter weight, Parameter bias) {
        if (weight.rank() != 2 || bias != null && !bias.shape().equals(Shape.of(weight.dim(0)))) {
            throw new IllegalArgumentException("linear: weight " + weight.shape() + " and bias "
                    + (bias == null ? "none" : bias.shape()) + ": [out, in] and [out] expected");
        }
        return new Linear(weight, bias);
    }

    /**
     * Draws weight and bias uniformly between plus and minus {@code 1 / sqrt(in)}: He's rule with slope {@code
     * sqrt(5)}, as PyTorch does. Without inputs the bias is 0.
     *
     * @param rng what they are drawn from
     */
    @Override
    public void reset(Rng rng) {
        double bound = 1 / Math.sqrt(weight.dim(1));
        Initializer rule = weight.dim(1) == 0 ? Initializers.zeros() : Initializers.uniform(-bound, bound);
        rule.fill(weight, rng);
        if (bias != null) {
            rule.fill(bias, rng);
        }
    }

    @Override
    protected Tensor compute(Tensor x) {
        return LinearAlgebra.linear(x, weight, bias);
    }

    /**
     * The matrix.
     *
     * @return [out, in]
     */
    public Parameter weight() {
        return weight;
    }

    /**
     * What is added.
     *
     * @return [out], or null if there is none
     */
    public Parameter bias() {
        return bias;
    }
}

package lanegrad.nn.layers;

import lanegrad.array.DType;
import lanegrad.autograd.Parameter;
import lanegrad.autograd.Tensor;
import lanegrad.autograd.ops.Normalizations;
import lanegrad.nn.Layer;
import lanegrad.nn.init.Initializers;
import lanegrad.random.Rng;

/**
 * Layer normalisation over the last axis: {@code (x - mean) / sqrt(var + eps) * weight + bias} (Ba et al., 1607.06450).
 * Parameters: {@code weight} [width], ones at first, and {@code bias} [width], zeros at first.
 */
public final class LayerNorm extends Layer {

    /** What is added to the variance by default, as in PyTorch. */
    public static final double EPS = 1e-5;

    private final Parameter weight;
    private final Parameter bias;
    private final double eps;

    /**
     * An F32 layer with {@link #EPS}.
     *
     * @param width the size of the last axis
     * @param bias whether there is one
     */
    public LayerNorm(long width, boolean bias) {
        this(width, bias, DType.F32, EPS);
    }

    /**
     * A layer.
     *
     * @param width the size of the last axis
     * @param bias whether there is one
     * @param dtype F32 or F64
     * @param eps added to the variance; 1e-12 in BERT
     * @throws IllegalArgumentException if eps is negative or NaN
     */
    public LayerNorm(long width, boolean bias, DType dtype, double eps) {
        if (!(eps >= 0)) {
            throw new IllegalArgumentException("layerNorm: eps " + eps + ": a number from 0 up expected");
        }
        this.weight = register("weight", Parameter.full(dtype, 1, width));
        this.bias = bias ? register("bias", Parameter.full(dtype, 0, width)) : null;
        this.eps = eps;
    }

    /**
     * Sets the weight to ones and the bias to zeros.
     *
     * @param rng nothing is drawn from it
     */
    @Override
    public void reset(Rng rng) {
        Initializers.ones().fill(weight, rng);
        if (bias != null) {
            Initializers.zeros().fill(bias, rng);
        }
    }

    @Override
    protected Tensor compute(Tensor x) {
        return Normalizations.layerNorm(x, weight, bias, eps);
    }

    /**
     * The factors.
     *
     * @return [width]
     */
    public Parameter weight() {
        return weight;
    }

    /**
     * What is added.
     *
     * @return [width], or null if there is none
     */
    public Parameter bias() {
        return bias;
    }
}

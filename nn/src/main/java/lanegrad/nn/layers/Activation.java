package lanegrad.nn.layers;

import java.util.function.UnaryOperator;
import lanegrad.autograd.Tensor;
import lanegrad.autograd.ops.Activations;
import lanegrad.autograd.ops.Elementwise;
import lanegrad.autograd.ops.Fused;
import lanegrad.nn.Layer;

/** Nonlinear functions between layers. */
public enum Activation {
    /** {@code max(x, 0)}. */
    RELU(Elementwise::relu),
    /** {@code x/2 (1 + erf(x / sqrt 2))}. */
    GELU(Fused::gelu),
    /** The tanh form of {@link #GELU}, which GPT-2 was trained with. */
    GELU_TANH(Fused::geluTanh),
    /** The hyperbolic tangent. */
    TANH(Elementwise::tanh),
    /** {@code 1 / (1 + exp(-x))}. */
    SIGMOID(Elementwise::sigmoid),
    /** {@code x > 0 ? x : x / 100}. */
    LEAKY_RELU(x -> Activations.leakyRelu(x, 0.01)),
    /** {@code x > 0 ? x : e^x - 1}. */
    ELU(x -> Activations.elu(x, 1)),
    /** {@link #ELU}, scaled so that mean 0 and variance 1 are kept. */
    SELU(Activations::selu),
    /** {@code x > 0 ? x : alpha (e^(x / alpha) - 1)} of alpha 1: the same as {@link #ELU}. */
    CELU(x -> Activations.celu(x, 1)),
    /** {@code x sigmoid(x)}, also called swish. */
    SILU(Activations::silu),
    /** {@code x tanh(softplus(x))}. */
    MISH(Activations::mish),
    /** {@code x min(max(x + 3, 0), 6) / 6}. */
    HARD_SWISH(Activations::hardSwish),
    /** {@code log(1 + e^x)}. */
    SOFTPLUS(Activations::softplus),
    /** {@code x / (1 + |x|)}. */
    SOFTSIGN(Activations::softsign),
    /** {@code log(sigmoid(x))}. */
    LOG_SIGMOID(Activations::logSigmoid);

    private final UnaryOperator<Tensor> function;

    Activation(UnaryOperator<Tensor> function) {
        this.function = function;
    }

    /**
     * The function itself.
     *
     * @param x a tensor
     * @return its values at the elements
     */
    public Tensor apply(Tensor x) {
        return function.apply(x);
    }

    /**
     * The function as a layer, for {@link Sequential}.
     *
     * @return a layer without parameters
     */
    public Layer layer() {
        return new Applied(this);
    }

    private static final class Applied extends Layer {

        private final Activation activation;

        Applied(Activation activation) {
            this.activation = activation;
        }

        @Override
        protected Tensor compute(Tensor x) {
            return activation.apply(x);
        }
    }
}

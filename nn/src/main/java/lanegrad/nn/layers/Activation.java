package lanegrad.nn.layers;

import java.util.function.UnaryOperator;
import lanegrad.autograd.Tensor;
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
    SIGMOID(Elementwise::sigmoid);

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

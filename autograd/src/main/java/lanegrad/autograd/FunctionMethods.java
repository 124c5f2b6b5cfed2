package lanegrad.autograd;

import lanegrad.autograd.ops.Activations;
import lanegrad.autograd.ops.BinaryFunctions;
import lanegrad.autograd.ops.Elementwise;
import lanegrad.autograd.ops.Functions;
import lanegrad.autograd.ops.Fused;

/**
 * Elementary functions of a tensor's elements: the common ones of {@link Elementwise}, {@link Functions} and {@link
 * Activations}, where integers, edge cases and gradients are described, and where the others are.
 */
public sealed interface FunctionMethods permits Tensor {

    private Tensor self() {
        return (Tensor) this;
    }

    /**
     * {@code e} to the power of this.
     *
     * @return the result
     */
    default Tensor exp() {
        return Elementwise.exp(self());
    }

    /**
     * The natural logarithm.
     *
     * @return the result
     */
    default Tensor log() {
        return Elementwise.log(self());
    }

    /**
     * {@code e} to the power of this, less 1, without cancellation near 0.
     *
     * @return the result
     */
    default Tensor expm1() {
        return Functions.expm1(self());
    }

    /**
     * The logarithm of 1 plus this, without cancellation near 0.
     *
     * @return the result
     */
    default Tensor log1p() {
        return Functions.log1p(self());
    }

    /**
     * The magnitudes.
     *
     * @return the result
     */
    default Tensor abs() {
        return Functions.abs(self());
    }

    /**
     * -1, 0 or 1. No gradient flows through it.
     *
     * @return the signs
     */
    default Tensor sign() {
        return Functions.sign(self());
    }

    /**
     * The sine.
     *
     * @return the result
     */
    default Tensor sin() {
        return Functions.sin(self());
    }

    /**
     * The cosine.
     *
     * @return the result
     */
    default Tensor cos() {
        return Functions.cos(self());
    }

    /**
     * The greatest whole numbers that are not greater.
     *
     * @return the result
     */
    default Tensor floor() {
        return Functions.floor(self());
    }

    /**
     * The least whole numbers that are not less. No gradient flows through it.
     *
     * @return the result
     */
    default Tensor ceil() {
        return Functions.ceil(self());
    }

    /**
     * The nearest whole numbers; of two, the even one.
     *
     * @return the result
     */
    default Tensor round() {
        return Functions.round(self());
    }

    /**
     * {@code min(max(this, low), high)}; NaN stays.
     *
     * @param low the least result; negative infinity for none
     * @param high the greatest; infinity for none
     * @return the result
     */
    default Tensor clamp(double low, double high) {
        return BinaryFunctions.clamp(self(), low, high);
    }

    /**
     * The square root.
     *
     * @return the result
     */
    default Tensor sqrt() {
        return Elementwise.sqrt(self());
    }

    /**
     * {@code 1 / sqrt(this)}.
     *
     * @return the result
     */
    default Tensor rsqrt() {
        return Elementwise.rsqrt(self());
    }

    /**
     * The squares.
     *
     * @return the result
     */
    default Tensor square() {
        return Elementwise.square(self());
    }

    /**
     * The hyperbolic tangent.
     *
     * @return the result
     */
    default Tensor tanh() {
        return Elementwise.tanh(self());
    }

    /**
     * {@code 1 / (1 + exp(-this))}.
     *
     * @return the result
     */
    default Tensor sigmoid() {
        return Elementwise.sigmoid(self());
    }

    /**
     * {@code max(this, 0)}.
     *
     * @return the result
     */
    default Tensor relu() {
        return Elementwise.relu(self());
    }

    /**
     * {@code log(1 + e^x)}.
     *
     * @return the result
     */
    default Tensor softplus() {
        return Activations.softplus(self());
    }

    /**
     * {@code x sigmoid(x)}.
     *
     * @return the result
     */
    default Tensor silu() {
        return Activations.silu(self());
    }

    /**
     * {@code x/2 (1 + erf(x / sqrt 2))}.
     *
     * @return the result
     */
    default Tensor gelu() {
        return Fused.gelu(self());
    }
}

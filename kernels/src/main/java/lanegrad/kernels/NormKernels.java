package lanegrad.kernels;

import java.util.List;
import lanegrad.array.NdArray;

/**
 * Kernels along the last axis, a row at a time: softmax and its kin, layer norm, RMS norm, cross-entropy.
 *
 * <p>A row of nothing but negative infinities has softmax 0 everywhere, logSoftmax and log-sum-exp negative infinity,
 * and gradient 0.
 */
public interface NormKernels {

    /**
     * Softmax of each row.
     *
     * @param x [..., n]
     * @param out as x
     */
    void softmax(NdArray x, NdArray out);

    /**
     * {@code dx = y (g - sum(g y))}.
     *
     * @param y what {@link #softmax} gave
     * @param g the gradient of y
     * @param dx the gradient of x
     */
    void softmaxBackward(NdArray y, NdArray g, NdArray dx);

    /**
     * Logarithm of the softmax of each row.
     *
     * @param x [..., n]
     * @param out as x
     */
    void logSoftmax(NdArray x, NdArray out);

    /**
     * {@code dx = g - exp(y) sum(g)}.
     *
     * @param y what {@link #logSoftmax} gave
     * @param g the gradient of y
     * @param dx the gradient of x
     */
    void logSoftmaxBackward(NdArray y, NdArray g, NdArray dx);

    /**
     * {@code out = (x - mean) / sqrt(var + eps) * gamma + beta}, with the biased variance.
     *
     * @param x [..., n]
     * @param gamma [n], or null for 1
     * @param beta [n], or null for 0
     * @param eps added to the variance
     * @param out as x
     * @param mean [...], receives the mean of each row
     * @param rstd [...], receives {@code 1 / sqrt(var + eps)} of each row
     */
    void layerNorm(NdArray x, NdArray gamma, NdArray beta, double eps, NdArray out, NdArray mean, NdArray rstd);

    /**
     * The gradients of {@link #layerNorm}.
     *
     * @param x its input
     * @param gamma its weight, or null
     * @param mean what it gave
     * @param rstd what it gave
     * @param g the gradient of its output
     * @param dx receives the gradient of x, or null
     * @param dgamma [n], receives the gradient of gamma, or null
     * @param dbeta [n], receives the gradient of beta, or null
     */
    void layerNormBackward(NdArray x, NdArray gamma, NdArray mean, NdArray rstd, NdArray g, NdArray dx, NdArray dgamma,
            NdArray dbeta);

    /**
     * {@code out = x / sqrt(mean(x^2) + eps) * gamma}: as {@link #layerNorm}, but nothing is taken from x and nothing
     * added.
     *
     * @param x [..., n]
     * @param gamma [n], or null for 1
     * @param eps added to the mean square
     * @param out as x
     * @param rstd [...], receives {@code 1 / sqrt(mean(x^2) + eps)} of each row
     */
    void rmsNorm(NdArray x, NdArray gamma, double eps, NdArray out, NdArray rstd);

    /**
     * The gradients of {@link #rmsNorm}.
     *
     * @param x its input
     * @param gamma its weight, or null
     * @param rstd what it gave
     * @param g the gradient of its output
     * @param dx receives the gradient of x, or null
     * @param dgamma [n], receives the gradient of gamma, or null
     */
    void rmsNormBackward(NdArray x, NdArray gamma, NdArray rstd, NdArray g, NdArray dx, NdArray dgamma);

    /**
     * {@code loss[i] = lse[i] - logits[i, targets[i]]}; 0 for rows to ignore.
     *
     * @param logits [n, classes]
     * @param targets [n], I64
     * @param ignoreIndex a target that marks rows to ignore
     * @param loss [n], receives the loss of each row
     * @param lse [n], receives the log-sum-exp of each row
     * @throws IndexOutOfBoundsException if a target is neither a class nor {@code ignoreIndex}, before anything is
     * written
     */
    void crossEntropy(NdArray logits, NdArray targets, long ignoreIndex, NdArray loss, NdArray lse);

    /**
     * {@code dlogits[i] = g[i] (softmax(logits[i]) - onehot(targets[i]))}; 0 for rows to ignore.
     *
     * @param logits [n, classes]
     * @param targets [n], I64
     * @param ignoreIndex a target that marks rows to ignore
     * @param lse what {@link #crossEntropy} gave
     * @param g [n], the gradient of each row's loss; strides of 0 are allowed
     * @param dlogits as logits, receives the gradient
     */
    void crossEntropyBackward(NdArray logits, NdArray targets, long ignoreIndex, NdArray lse, NdArray g,
            NdArray dlogits);

    /**
     * The sizes at which these kernels change their way.
     *
     * @return all of them
     */
    List<Threshold> thresholds();
}

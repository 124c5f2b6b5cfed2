package lanegrad.kernels;

import java.util.List;
import lanegrad.array.NdArray;

/**
 * Norms of inputs [samples, channels, ...] of 2 to 5 axes that have a weight and a bias for each channel: batch norm
 * and group norm. Each gives {@code out = (x - mean) / sqrt(variance + eps) * gamma + beta}; they differ in which
 * elements the mean and the biased variance are taken over. Equal elements give beta, even if eps is 0.
 */
public interface ChannelNormKernels {

    /**
     * By the statistics of each channel, over all samples and places.
     *
     * @param x [samples, channels, ...]
     * @param gamma [channels], or null for 1
     * @param beta [channels], or null for 0
     * @param eps added to the variance
     * @param out as x
     * @param mean [channels], receives the mean of each channel
     * @param variance [channels], receives the biased variance of each channel
     */
    void batchNorm(NdArray x, NdArray gamma, NdArray beta, double eps, NdArray out, NdArray mean, NdArray variance);

    /**
     * The gradients of {@link #batchNorm}.
     *
     * @param x its input
     * @param gamma its weight, or null
     * @param mean what it gave
     * @param variance what it gave
     * @param eps as there
     * @param g the gradient of its output
     * @param dx receives the gradient of x, or null
     * @param dgamma [channels], receives the gradient of gamma, or null
     * @param dbeta [channels], receives the gradient of beta, or null
     */
    void batchNormBackward(NdArray x, NdArray gamma, NdArray mean, NdArray variance, double eps, NdArray g, NdArray dx,
            NdArray dgamma, NdArray dbeta);

    /**
     * By given statistics of each channel.
     *
     * @param x [samples, channels, ...]
     * @param mean [channels]
     * @param variance [channels]
     * @param gamma [channels], or null for 1
     * @param beta [channels], or null for 0
     * @param eps added to the variance
     * @param out as x
     */
    void batchNormInference(NdArray x, NdArray mean, NdArray variance, NdArray gamma, NdArray beta, double eps,
            NdArray out);

    /**
     * The gradients of {@link #batchNormInference}, whose statistics are constants.
     *
     * @param x its input
     * @param gamma its weight, or null
     * @param mean as there
     * @param variance as there
     * @param eps as there
     * @param g the gradient of its output
     * @param dx receives the gradient of x, or null
     * @param dgamma [channels], receives the gradient of gamma, or null
     * @param dbeta [channels], receives the gradient of beta, or null
     */
    void batchNormInferenceBackward(NdArray x, NdArray gamma, NdArray mean, NdArray variance, double eps, NdArray g,
            NdArray dx, NdArray dgamma, NdArray dbeta);

    /**
     * By the statistics of each group of channels that follow each other in a sample, over all places.
     *
     * @param x [samples, channels, ...]
     * @param gamma [channels], or null for 1
     * @param beta [channels], or null for 0
     * @param eps added to the variance
     * @param out as x
     * @param mean [samples, groups], receives the mean of each group; groups divide channels
     * @param variance [samples, groups], receives the biased variance of each group
     */
    void groupNorm(NdArray x, NdArray gamma, NdArray beta, double eps, NdArray out, NdArray mean, NdArray variance);

    /**
     * The gradients of {@link #groupNorm}.
     *
     * @param x its input
     * @param gamma its weight, or null
     * @param mean what it gave
     * @param variance what it gave
     * @param eps as there
     * @param g the gradient of its output
     * @param dx receives the gradient of x, or null
     * @param dgamma [channels], receives the gradient of gamma, or null
     * @param dbeta [channels], receives the gradient of beta, or null
     */
    void groupNormBackward(NdArray x, NdArray gamma, NdArray mean, NdArray variance, double eps, NdArray g, NdArray dx,
            NdArray dgamma, NdArray dbeta);

    /**
     * The sizes at which these kernels change their way.
     *
     * @return all of them
     */
    List<Threshold> thresholds();
}

package lanegrad.kernels;

import java.util.List;
import lanegrad.array.NdArray;

/**
 * Convolutions of images and their gradients, without a copy of the whole input by patches, and pooling. Inputs and
 * outputs may have any strides.
 *
 * <p>As everywhere in the field, the kernel is not turned round: these are correlations.
 */
public interface ConvKernels {

    /**
     * {@code out[n, o, i, j] = bias[o] + sum over c, k, l of x[n, c, i s - p + k d, j s - p + l d] weight[o, c, k, l]}
     * with stride s, padding p and dilation d of each axis; c runs over the channels of o's group.
     *
     * @param x [images, channels, height, width], F32 or F64
     * @param weight [outputs, channels / groups, kernel height, kernel width]
     * @param bias [outputs], or null
     * @param options how the kernel moves
     * @param out [images, outputs, output height, output width]
     */
    void forward(NdArray x, NdArray weight, NdArray bias, ConvOptions options, NdArray out);

    /**
     * The gradient of {@link #forward} for x, which is the transposed convolution.
     *
     * @param g the gradient of out
     * @param weight the forward's
     * @param options the forward's
     * @param dx receives the gradient, of x's shape
     */
    void inputGradient(NdArray g, NdArray weight, ConvOptions options, NdArray dx);

    /**
     * The gradient of {@link #forward} for the weight.
     *
     * @param g the gradient of out
     * @param x the forward's
     * @param options the forward's
     * @param dweight receives the gradient, of the weight's shape
     */
    void weightGradient(NdArray g, NdArray x, ConvOptions options, NdArray dweight);

    /**
     * The greatest element of each window, the first of several, and where it is. A NaN is greater than all.
     *
     * @param x [images, channels, height, width], F32 or F64
     * @param options the windows
     * @param out [images, channels, output height, output width], or null if only places are wanted
     * @param places I64, of the same shape: the element's number in its plane, {@code row * width + column}
     */
    void maxPool(NdArray x, PoolOptions options, NdArray out, NdArray places);

    /**
     * The gradient of {@link #maxPool}.
     *
     * @param g the gradient of out
     * @param places what maxPool gave
     * @param dx receives the gradient, of x's shape
     */
    void maxPoolGradient(NdArray g, NdArray places, NdArray dx);

    /**
     * The average of each window.
     *
     * @param x [images, channels, height, width], F32 or F64
     * @param options the windows
     * @param out [images, channels, output height, output width]
     */
    void avgPool(NdArray x, PoolOptions options, NdArray out);

    /**
     * The gradient of {@link #avgPool}.
     *
     * @param g the gradient of out
     * @param options the forward's
     * @param dx receives the gradient, of x's shape
     */
    void avgPoolGradient(NdArray g, PoolOptions options, NdArray dx);

    /**
     * The sizes at which these kernels change their way.
     *
     * @return all of them
     */
    List<Threshold> thresholds();
}

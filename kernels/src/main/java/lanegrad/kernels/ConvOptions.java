package lanegrad.kernels;

/**
 * How a convolution's kernel moves over its input; sizes are of height and width, in elements.
 *
 * @param strideHeight from one row of outputs to the next, at least 1
 * @param strideWidth from one column of outputs to the next, at least 1
 * @param paddingHeight rows of zeros above the input, and as many below
 * @param paddingWidth columns of zeros on the left, and as many on the right
 * @param dilationHeight from one row of the kernel to the next, at least 1
 * @param dilationWidth from one column of the kernel to the next, at least 1
 * @param groups into how many parts channels are divided: outputs of a part see its inputs alone
 */
public record ConvOptions(int strideHeight, int strideWidth, int paddingHeight, int paddingWidth, int dilationHeight,
        int dilationWidth, int groups) {

    /** Stride 1, no padding, no dilation, one group. */
    public static final ConvOptions DEFAULT = new ConvOptions(1, 1, 0, 0, 1, 1, 1);

    /**
     * Checks.
     *
     * @throws IllegalArgumentException if a stride, a dilation or groups is below 1, or padding negative
     */
    public ConvOptions {
        if (strideHeight < 1 || strideWidth < 1) {
            throw new IllegalArgumentException(
                    "convolution with stride [" + strideHeight + ", " + strideWidth + "]: at least 1 expected");
        }
        if (paddingHeight < 0 || paddingWidth < 0) {
            throw new IllegalArgumentException(
                    "convolution with padding [" + paddingHeight + ", " + paddingWidth + "]: at least 0 expected");
        }
        if (dilationHeight < 1 || dilationWidth < 1) {
            throw new IllegalArgumentException(
                    "convolution with dilation [" + dilationHeight + ", " + dilationWidth + "]: at least 1 expected");
        }
        if (groups < 1) {
            throw new IllegalArgumentException("convolution in " + groups + " groups: at least 1 expected");
        }
    }

    /**
     * Of one stride and one padding for both axes.
     *
     * @param stride of both axes
     * @param padding of both axes
     * @return without dilation, in one group
     */
    public static ConvOptions of(int stride, int padding) {
        return new ConvOptions(stride, stride, padding, padding, 1, 1, 1);
    }

    /**
     * These with another dilation.
     *
     * @param dilation of both axes
     * @return the options
     */
    public ConvOptions withDilation(int dilation) {
        return new ConvOptions(strideHeight, strideWidth, paddingHeight, paddingWidth, dilation, dilation, groups);
    }

    /**
     * These with other groups.
     *
     * @param count into how many parts channels are divided
     * @return the options
     */
    public ConvOptions withGroups(int count) {
        return new ConvOptions(strideHeight, strideWidth, paddingHeight, paddingWidth, dilationHeight, dilationWidth,
                count);
    }

    /**
     * The height of the output.
     *
     * @param height of the input
     * @param kernel the kernel's height
     * @return how often the kernel fits; less than 1 if it does not
     */
    public long outputHeight(long height, long kernel) {
        return positions(height, kernel, strideHeight, paddingHeight, dilationHeight);
    }

    /**
     * The width of the output.
     *
     * @param width of the input
     * @param kernel the kernel's width
     * @return how often the kernel fits; less than 1 if it does not
     */
    public long outputWidth(long width, long kernel) {
        return positions(width, kernel, strideWidth, paddingWidth, dilationWidth);
    }

    static long positions(long size, long kernel, long stride, long padding, long dilation) {
        return Math.floorDiv(size + 2 * padding - dilation * (kernel - 1) - 1, stride) + 1;
    }
}

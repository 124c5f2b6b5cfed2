package lanegrad.kernels;

/**
 * How a pooling window moves over its input; sizes are of height and width, in elements.
 *
 * @param kernelHeight rows of a window, at least 1
 * @param kernelWidth columns of a window, at least 1
 * @param strideHeight from one window to the one below, at least 1
 * @param strideWidth from one window to the next on the right, at least 1
 * @param paddingHeight rows that windows may reach above the input and below, at most half a window
 * @param paddingWidth columns that windows may reach beside the input, at most half a window
 * @param countsPadding whether an average is over the whole window, padding too; or over the input's elements alone
 */
public record PoolOptions(int kernelHeight, int kernelWidth, int strideHeight, int strideWidth, int paddingHeight,
        int paddingWidth, boolean countsPadding) {

    /**
     * Checks.
     *
     * @throws IllegalArgumentException if a size or stride is below 1, or padding is negative or more than half a
     * window
     */
    public PoolOptions {
        if (kernelHeight < 1 || kernelWidth < 1) {
            throw new IllegalArgumentException(
                    "pooling with windows [" + kernelHeight + ", " + kernelWidth + "]: at least 1 expected");
        }
        if (strideHeight < 1 || strideWidth < 1) {
            throw new IllegalArgumentException(
                    "pooling with stride [" + strideHeight + ", " + strideWidth + "]: at least 1 expected");
        }
        if (paddingHeight < 0 || paddingWidth < 0 || paddingHeight > kernelHeight / 2
                || paddingWidth > kernelWidth / 2) {
            throw new IllegalArgumentException("pooling with padding [" + paddingHeight + ", " + paddingWidth
                    + "] of windows [" + kernelHeight + ", " + kernelWidth + "]: from 0 to half a window expected");
        }
    }

    /**
     * Windows side by side.
     *
     * @param kernel rows and columns of a window, and from one to the next
     * @return without padding
     */
    public static PoolOptions of(int kernel) {
        return of(kernel, kernel, 0);
    }

    /**
     * Square windows.
     *
     * @param kernel rows and columns of a window
     * @param stride from one window to the next
     * @param padding how far windows may reach beyond the input
     * @return the options; averages count padding
     */
    public static PoolOptions of(int kernel, int stride, int padding) {
        return new PoolOptions(kernel, kernel, stride, stride, padding, padding, true);
    }

    /**
     * These, with averages over the input's elements alone.
     *
     * @return the options
     */
    public PoolOptions withoutPadding() {
        return new PoolOptions(kernelHeight, kernelWidth, strideHeight, strideWidth, paddingHeight, paddingWidth,
                false);
    }

    /**
     * The height of the output.
     *
     * @param height of the input
     * @return how many windows fit; less than 1 if none does
     */
    public long outputHeight(long height) {
        return ConvOptions.positions(height, kernelHeight, strideHeight, paddingHeight, 1);
    }

    /**
     * The width of the output.
     *
     * @param width of the input
     * @return how many windows fit; less than 1 if none does
     */
    public long outputWidth(long width) {
        return ConvOptions.positions(width, kernelWidth, strideWidth, paddingWidth, 1);
    }
}

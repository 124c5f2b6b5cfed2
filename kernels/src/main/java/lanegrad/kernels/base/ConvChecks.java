package lanegrad.kernels.base;

import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.kernels.ConvOptions;
import lanegrad.kernels.PoolOptions;

/** What convolution and pooling ask of their operands. */
final class ConvChecks {

    /** Sizes are counted by ints, and so is what one channel takes in a strip. */
    private static final long MOST = 1 << 28;

    private ConvChecks() {
    }

    /** Shapes and types of an input, a weight and an output, whichever of them is the result. */
    static void operands(String kernel, NdArray x, NdArray weight, NdArray out, ConvOptions options) {
        Arguments.requireFloating(kernel, "input", x);
        Arguments.requireType(kernel, "weight", weight, x.dtype());
        Arguments.requireType(kernel, "output", out, x.dtype());
        if (x.rank() != 4 || weight.rank() != 4) {
            throw new IllegalArgumentException(kernel + ": input " + x.shape() + ", weight " + weight.shape()
                    + ": [images, channels, height, width] and [outputs, channels / groups, height, width] expected");
        }
        int groups = options.groups();
        if (x.dim(1) != weight.dim(1) * groups || weight.dim(0) % groups != 0) {
            throw new IllegalArgumentException(kernel + ": input " + x.shape() + ", weight " + weight.shape() + " in "
                    + groups + " groups: the input's channels must be groups times the weight's, and outputs divisible"
                    + " by groups");
        }
        long height = options.outputHeight(x.dim(2), weight.dim(2));
        long width = options.outputWidth(x.dim(3), weight.dim(3));
        if (weight.dim(2) < 1 || weight.dim(3) < 1 || height < 1 || width < 1) {
            throw new IllegalArgumentException(kernel + ": input " + x.shape() + ", weight " + weight.shape() + ", "
                    + options + ": the kernel must fit into the padded input");
        }
        requireOutput(kernel, out, x.dim(0), weight.dim(0), height, width);
        requireCountable(kernel, x);
        requireCountable(kernel, weight);
        requireCountable(kernel, out);
        long wide = x.dim(3) + 2L * options.paddingWidth() + ConvPass.MOST_PIXELS;
        long high = options.dilationHeight() * (weight.dim(2) - 1) + 1 + options.strideHeight();
        if (wide > MOST || high > MOST / wide) {
            throw new IllegalArgumentException(kernel + ": input " + x.shape() + ", weight " + weight.shape() + ", "
                    + options + ": the rows of one channel that a kernel sees have more than " + MOST + " elements");
        }
    }

    /** Shapes and types of a pooling's input and output. */
    static void windows(String kernel, NdArray x, NdArray out, PoolOptions options) {
        Arguments.requireFloating(kernel, "input", x);
        if (x.rank() != 4) {
            throw new IllegalArgumentException(
                    kernel + ": input has shape " + x.shape() + ", expected [images, channels, height, width]");
        }
        long height = options.outputHeight(x.dim(2));
        long width = options.outputWidth(x.dim(3));
        if (x.dim(2) < 1 || x.dim(3) < 1 || height < 1 || width < 1) {
            throw new IllegalArgumentException(
                    kernel + ": input " + x.shape() + ", " + options + ": a window must fit into the padded input");
        }
        if (out != null) {
            requireOutput(kernel, out, x.dim(0), x.dim(1), height, width);
            requireCountable(kernel, out);
        }
        requireCountable(kernel, x);
    }

    /** Makes a shape for the message alone: a call makes no object. */
    private static void requireOutput(String kernel, NdArray out, long images, long channels, long height,
            long width) {
        boolean fits = out.rank() == 4 && out.dim(0) == images && out.dim(1) == channels && out.dim(2) == height
                && out.dim(3) == width;
        if (!fits) {
            throw new IllegalArgumentException(kernel + ": output has shape " + out.shape() + ", expected "
                    + Shape.of(images, channels, height, width));
        }
    }

    private static void requireCountable(String kernel, NdArray array) {
        for (int axis = 0; axis < 4; axis++) {
            if (array.dim(axis) > MOST) {
                throw new IllegalArgumentException(
                        kernel + ": shape " + array.shape() + ", expected axes of at most " + MOST + " elements");
            }
        }
    }
}

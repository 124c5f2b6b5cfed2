package lanegrad.kernels.base;

import lanegrad.array.NdArray;

/** What norms over channels ask of their operands. */
final class ChannelChecks {

    private ChannelChecks() {
    }

    /** An input [samples, channels, ...]: F32 or F64, of 2 to 5 axes. */
    static void input(String kernel, NdArray x) {
        Arguments.requireFloating(kernel, "input", x);
        if (x.rank() < 2 || x.rank() > 5) {
            throw new IllegalArgumentException(kernel + ": input has shape " + x.shape()
                    + ", expected [samples, channels, ...] of 2 to 5 axes");
        }
    }

    /** Of the type and shape of x. */
    static void like(String kernel, String name, NdArray array, NdArray x) {
        Arguments.requireType(kernel, name, array, x.dtype());
        Arguments.requireShape(kernel, name, array, x.shape());
    }

    /** One element a channel of x, or absent. */
    static void parameter(String kernel, String name, NdArray array, NdArray x) {
        if (array == null) {
            return;
        }
        Arguments.requireType(kernel, name, array, x.dtype());
        if (array.rank() != 1 || array.dim(0) != x.dim(1)) {
            throw new IllegalArgumentException(kernel + ": " + name + " has shape " + array.shape() + ", expected ["
                    + x.dim(1) + "], one element a channel of " + x.shape());
        }
    }

    /** One element a channel of x that is written, or absent. */
    static void parameterTarget(String kernel, String name, NdArray array, NdArray x) {
        parameter(kernel, name, array, x);
        if (array != null) {
            Arguments.requireTarget(kernel, name, array);
        }
    }

    /** One element a group of channels of each sample of x. */
    static void groups(String kernel, String name, NdArray array, NdArray x) {
        Arguments.requireType(kernel, name, array, x.dtype());
        if (array.rank() != 2 || array.dim(0) != x.dim(0) || array.dim(1) == 0 || x.dim(1) % array.dim(1) != 0) {
            throw new IllegalArgumentException(kernel + ": " + name + " has shape " + array.shape() + ", expected ["
                    + x.dim(0) + ", groups] with groups that divide the " + x.dim(1) + " channels of " + x.shape());
        }
    }
}

package lanegrad.kernels.base;

import lanegrad.array.DType;
import lanegrad.array.NdArray;

/** What kernels along the last axis ask of their operands. */
final class RowChecks {

    private RowChecks() {
    }

    /** An input of rows: F32 or F64, at least one axis. */
    static void rows(String kernel, NdArray x) {
        Arguments.requireFloating(kernel, "input", x);
        if (x.rank() == 0) {
            throw new IllegalArgumentException(kernel + ": input has shape [], expected at least one axis");
        }
    }

    /** Rows of scores, one score a class. */
    static void logits(String kernel, NdArray logits) {
        rows(kernel, logits);
        if (logits.rank() != 2) {
            throw new IllegalArgumentException(
                    kernel + ": logits have shape " + logits.shape() + ", expected [rows, classes]");
        }
    }

    /** Of the type and shape of x, or absent. */
    static void like(String kernel, String name, NdArray array, NdArray x) {
        if (array != null) {
            Arguments.requireType(kernel, name, array, x.dtype());
            Arguments.requireShape(kernel, name, array, x.shape());
        }
    }

    /** One element a column of x. */
    static void column(String kernel, String name, NdArray array, NdArray x) {
        if (array.rank() != 1 || array.size() != x.dim(-1)) {
            throw new IllegalArgumentException(kernel + ": " + name + " has shape " + array.shape() + ", expected ["
                    + x.dim(-1) + "], one element a column of " + x.shape());
        }
    }

    /** One element a row of x. */
    static void perRow(String kernel, String name, NdArray array, NdArray x) {
        if (!array.shape().equals(x.shape().remove(-1))) {
            throw new IllegalArgumentException(kernel + ": " + name + " has shape " + array.shape() + ", expected "
                    + x.shape().remove(-1) + ", one element a row of " + x.shape());
        }
    }
}

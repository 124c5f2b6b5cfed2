package lanegrad.kernels.base;

import lanegrad.array.DType;
import lanegrad.array.NdArray;

/** What kernels along the last axis ask of their operands. A null operand is absent and always fits. */
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

    /** Of the type and shape of x. */
    static void like(String kernel, String name, NdArray array, NdArray x) {
        if (array != null) {
            Arguments.requireType(kernel, name, array, x.dtype());
            Arguments.requireShape(kernel, name, array, x.shape());
        }
    }

    /** One element a column of x. */
    static void column(String kernel, String name, NdArray array, NdArray x) {
        if (array == null) {
            return;
        }
        Arguments.requireType(kernel, name, array, x.dtype());
        if (array.rank() != 1 || array.dim(0) != x.dim(-1)) {
            throw new IllegalArgumentException(kernel + ": " + name + " has shape " + array.shape() + ", expected ["
                    + x.dim(-1) + "], one element a column of " + x.shape());
        }
    }

    /** One element a row of x. */
    static void perRow(String kernel, String name, NdArray array, NdArray x) {
        perRow(kernel, name, array, x.dtype(), x);
    }

    /** One class a row of x. */
    static void targets(String kernel, NdArray targets, NdArray x) {
        perRow(kernel, "targets", targets, DType.I64, x);
    }

    private static void perRow(String kernel, String name, NdArray array, DType dtype, NdArray x) {
        Arguments.requireType(kernel, name, array, dtype);
        boolean fits = array.rank() == x.rank() - 1;
        for (int axis = 0; fits && axis < array.rank(); axis++) {
            fits = array.dim(axis) == x.dim(axis);
        }
        if (!fits) {
            throw new IllegalArgumentException(kernel + ": " + name + " has shape " + array.shape() + ", expected "
                    + x.shape().remove(-1) + ", one element a row of " + x.shape());
        }
    }

    /** What is written: in a slab, and each element at a place of its own. */
    static void target(String kernel, String name, NdArray array) {
        if (array != null) {
            Arguments.requireTarget(kernel, name, array);
        }
    }
}

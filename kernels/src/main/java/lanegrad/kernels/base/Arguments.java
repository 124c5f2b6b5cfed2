package lanegrad.kernels.base;

import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;

/** Checks of a kernel's arguments, each with a message that names the kernel, the argument, and what was expected. */
final class Arguments {

    private Arguments() {
    }

    static void requireFloating(String kernel, String name, NdArray array) {
        if (!array.dtype().isDifferentiable()) {
            throw new IllegalArgumentException(kernel + ": " + name + " is " + array.dtype() + ", expected F32 or F64");
        }
    }

    /** What is added to a variance. */
    static void requireEps(String kernel, double eps) {
        if (!(eps >= 0)) {
            throw new IllegalArgumentException(kernel + ": eps is " + eps + ", expected a number from 0 up");
        }
    }

    static void requireIndices(String kernel, NdArray indices) {
        if (indices.dtype() != DType.I32 && indices.dtype() != DType.I64) {
            throw new IllegalArgumentException(
                    kernel + ": indices are " + indices.dtype() + ", expected I32 or I64");
        }
    }

    static void requireType(String kernel, String name, NdArray array, DType expected) {
        if (array.dtype() != expected) {
            throw new IllegalArgumentException(
                    kernel + ": " + name + " is " + array.dtype() + ", expected " + expected);
        }
    }

    static void requireShape(String kernel, String name, NdArray array, Shape expected) {
        if (!array.shape().equals(expected)) {
            throw new IllegalArgumentException(
                    kernel + ": " + name + " has shape " + array.shape() + ", expected " + expected);
        }
    }

    static void requireContiguous(String kernel, String name, NdArray array) {
        if (!array.isContiguous()) {
            throw new IllegalArgumentException(
                    kernel + ": " + name + " is not contiguous: " + array.layout());
        }
    }

    /** What is written lies in a slab, and each of its elements at a place of its own. */
    static void requireTarget(String kernel, String name, NdArray array) {
        if (array.isForeign()) {
            throw new IllegalArgumentException(
                    kernel + ": " + name + " is wrapped memory, which only copies may touch");
        }
        if (array.layout().hasOverlap()) {
            throw new IllegalArgumentException(
                    kernel + ": elements of " + name + " share their places: " + array.layout());
        }
    }
}

package lanegrad.kernels.base;

import lanegrad.array.NdArray;

/**
 * Stand-ins for operands that a kernel cannot work on where they are: wrapped memory, and rows whose elements are
 * apart. An operand that will do stands for itself, and nothing is made. Stand-ins belong to the current scope.
 */
final class Local {

    private Local() {
    }

    /**
     * Whether kernels can work on an operand where it is, if every element is a row of its own. None needs no stand-in.
     */
    static boolean isHere(NdArray array) {
        return array == null || !array.isForeign();
    }

    /**
     * Whether kernels can work on an operand where it is, if its last axis lies within a row. None needs no stand-in.
     */
    static boolean hasRows(NdArray array) {
        return array == null || !array.isForeign() && array.layout().hasRows();
    }

    /** An input's elements; {@code fits} says whether it can stand for itself. */
    static NdArray input(NdArray array, boolean fits) {
        if (fits || array == null) {
            return array;
        }
        NdArray local = NdArray.empty(array.dtype(), array.shape());
        StridedCopy.INSTANCE.copy(array, local);
        return local;
    }

    /** Room for an output's elements, to be handed to {@link #store} once they are there. */
    static NdArray output(NdArray array, boolean fits) {
        if (fits || array == null) {
            return array;
        }
        array.writableSegment(); // refuses now, not when the result is there
        return NdArray.empty(array.dtype(), array.shape());
    }

    /** Writes an output's stand-in to where it belongs. */
    static void store(NdArray local, NdArray array) {
        if (local != array) {
            StridedCopy.INSTANCE.copy(local, array);
        }
    }
}

package lanegrad.kernels.base;

import lanegrad.array.NdArray;
import lanegrad.array.Shape;

/**
 * The loops over the elements of several operands of one shape, merged wherever all of them walk two axes as one. What
 * is left is a number of <em>rows</em>, each a run along the innermost axis. An object of this kind is used again and
 * again.
 */
final class Nest {

    private static final int MOST = 4;

    private final long[] dims = new long[Shape.MAX_RANK];
    private final long[][] strides = new long[MOST][Shape.MAX_RANK];
    private final long[] starts = new long[MOST];
    private int rank;
    private int operands;

    /** Begins anew with a shape. */
    Nest over(Shape shape) {
        rank = shape.rank();
        operands = 0;
        shape.copyTo(dims);
        return this;
    }

    /** Adds an operand, which broadcasts to the shape; its strides and start are counted in elements. */
    Nest with(NdArray operand) {
        operand.layout().broadcastStrides(rank, strides[operands]);
        starts[operands++] = operand.offset();
        return this;
    }

    /** Adds an operand that has, where the others have one element, a whole line along its last axis. */
    Nest withLines(NdArray operand) {
        with(operand);
        if (rank > 0) {
            strides[operands - 1][rank - 1] = 0;
        }
        return this;
    }

    /** Takes axes, given as bits, out of the shape; call it before {@link #merge}. */
    Nest without(int axes) {
        for (int i = 0; i < rank; i++) {
            if ((axes & 1 << i) != 0) {
                dims[i] = 1;
            }
        }
        return this;
    }

    /** Counts an operand's positions from its own first element instead of from its storage's. */
    Nest relative(int operand) {
        starts[operand] = 0;
        return this;
    }

    /**
     * Puts the axes into the order in which an operand lies in memory, so that it is walked from one end to the other.
     */
    Nest inOrderOf(int operand) {
        long[] key = strides[operand];
        for (int i = 1; i < rank; i++) {
            for (int j = i; j > 0 && Math.abs(key[j - 1]) < Math.abs(key[j]); j--) {
                swap(j - 1, j);
            }
        }
        return this;
    }

    /** Merges axes; call it last. */
    Nest merge() {
        int kept = 0;
        for (int i = 0; i < rank; i++) {
            if (dims[i] == 1) {
                continue;
            }
            if (kept > 0 && walksOn(kept - 1, i)) {
                dims[kept - 1] *= dims[i];
                for (int k = 0; k < operands; k++) {
                    strides[k][kept - 1] = strides[k][i];
                }
            } else {
                dims[kept] = dims[i];
                for (int k = 0; k < operands; k++) {
                    strides[k][kept] = strides[k][i];
                }
                kept++;
            }
        }
        if (kept == 0) {
            dims[0] = 1;
            for (int k = 0; k < operands; k++) {
                strides[k][0] = 1;
            }
            kept = 1;
        }
        rank = kept;
        return this;
    }

    private boolean walksOn(int outer, int inner) {
        for (int k = 0; k < operands; k++) {
            if (strides[k][outer] != strides[k][inner] * dims[inner]) {
                return false;
            }
        }
        return true;
    }

    private void swap(int a, int b) {
        long dim = dims[a];
        dims[a] = dims[b];
        dims[b] = dim;
        for (int k = 0; k < operands; k++) {
            long stride = strides[k][a];
            strides[k][a] = strides[k][b];
            strides[k][b] = stride;
        }
    }

    /** Moves an axis to the place of the last but one. */
    void bringBeforeLast(int axis) {
        for (int i = axis; i < rank - 2; i++) {
            swap(i, i + 1);
        }
    }

    int rank() {
        return rank;
    }

    long dim(int axis) {
        return dims[axis];
    }

    long stride(int operand, int axis) {
        return strides[operand][axis];
    }

    long innerStride(int operand) {
        return strides[operand][rank - 1];
    }

    /** The length of a row. */
    long inner() {
        return dims[rank - 1];
    }

    /** How many runs there are along the last axes, of which the given number form one run. */
    long rows(int innerAxes) {
        long rows = 1;
        for (int i = 0; i < rank - innerAxes; i++) {
            rows *= dims[i];
        }
        return rows;
    }

    /** Where an operand's row begins, in elements. */
    long at(int operand, long row, int innerAxes) {
        long at = starts[operand];
        long rest = row;
        for (int i = rank - innerAxes - 1; i >= 0; i--) {
            long dim = dims[i];
            long next = rest / dim;
            at += (rest - next * dim) * strides[operand][i];
            rest = next;
        }
        return at;
    }
}

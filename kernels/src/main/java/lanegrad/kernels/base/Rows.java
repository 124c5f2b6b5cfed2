package lanegrad.kernels.base;

import java.lang.foreign.MemorySegment;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;

/**
 * Where the rows of an operand begin: all axes but the last are walked as one, in row-major order, whatever their
 * strides. Reused from call to call, so that a call makes no object.
 */
public final class Rows {

    private MemorySegment segment;
    private long offset;
    private int axes;
    private final long[] dims = new long[Shape.MAX_RANK];
    private final long[] strides = new long[Shape.MAX_RANK];

    /**
     * Points at an operand.
     *
     * @param array the operand
     * @param columns 1 if the last axis lies within a row, 0 if every element is a row of its own
     * @param write whether it will be written
     */
    void set(NdArray array, int columns, boolean write) {
        segment = write ? array.writableSegment() : array.segment();
        offset = array.byteOffset();
        axes = 0;
        int bytes = array.dtype().bytes();
        for (int axis = array.rank() - 1 - columns; axis >= 0; axis--) {
            add(array.dim(axis), array.stride(axis) * bytes);
        }
    }

    /** Innermost first; an axis that goes on where the one before ends becomes one with it. */
    private void add(long dim, long stride) {
        if (dim == 1) {
            return;
        }
        if (axes > 0 && stride == strides[axes - 1] * dims[axes - 1]) {
            dims[axes - 1] *= dim;
            return;
        }
        dims[axes] = dim;
        strides[axes++] = stride;
    }

    void clear() {
        segment = null;
    }

    /** Whether there is such an operand. */
    public boolean isPresent() {
        return segment != null;
    }

    /** The memory that {@link #at} counts in. */
    public MemorySegment segment() {
        return segment;
    }

    /** The byte at which a row begins. */
    public long at(long row) {
        if (axes == 1) {
            return offset + row * strides[0];
        }
        long at = offset;
        long left = row;
        for (int i = 0; i < axes; i++) {
            at += left % dims[i] * strides[i];
            left /= dims[i];
        }
        return at;
    }
}

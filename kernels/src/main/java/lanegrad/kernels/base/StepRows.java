package lanegrad.kernels.base;

import java.lang.foreign.MemorySegment;
import lanegrad.array.NdArray;

/**
 * Where an operand of a recurrent kernel lies: a row for each sequence of the batch, at each step or once for all, or
 * one row alone. Used again and again, so that a call makes no object.
 */
public final class StepRows {

    private MemorySegment segment;
    private int bytes;
    private long offset;
    private long stepStride;
    private long rowStride;

    void set(NdArray array, boolean written) {
        segment = written ? array.writableSegment() : array.segment();
        bytes = array.dtype().bytes();
        offset = array.offset();
        stepStride = array.rank() == 3 ? array.stride(0) : 0;
        rowStride = array.rank() >= 2 ? array.stride(-2) : 0;
    }

    void clear() {
        segment = null;
    }

    /** The memory that {@link #at} counts in. */
    public MemorySegment segment() {
        return segment;
    }

    /** The byte at which a row begins. */
    public long at(long step, long row) {
        return element(step, row) * bytes;
    }

    /** The element at which a row begins. */
    long element(long step, long row) {
        return offset + step * stepStride + row * rowStride;
    }

    /** From one row to the next, in elements. */
    long rowStride() {
        return rowStride;
    }

    /** Copies the first elements of a row to the same row of another operand. */
    void copyRow(long step, long row, StepRows to, long toStep, int width) {
        MemorySegment.copy(segment, at(step, row), to.segment, to.at(toStep, row), (long) width * bytes);
    }
}

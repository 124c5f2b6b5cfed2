package lanegrad.kernels.base;

import java.lang.foreign.MemorySegment;
import lanegrad.array.NdArray;

/**
 * Where an operand of attention lies: [batch, heads, rows, columns] with any strides, all in bytes. Reused from call to
 * call, so that a call makes no object.
 */
public final class Heads {

    private MemorySegment segment;
    private long offset;
    private long batchStride;
    private long headStride;
    private long rowStride;
    private long columnStride;

    /** Of rank 4, or of rank 3 without columns. */
    void set(NdArray array, boolean write) {
        segment = write ? array.writableSegment() : array.segment();
        int bytes = array.dtype().bytes();
        offset = array.byteOffset();
        batchStride = array.stride(0) * bytes;
        headStride = array.stride(1) * bytes;
        rowStride = array.stride(2) * bytes;
        columnStride = array.rank() == 4 ? array.stride(3) * bytes : 0;
    }

    /** Of any rank up to 4: missing axes and axes of size 1 repeat. */
    void setBroadcast(NdArray array) {
        segment = array.segment();
        offset = array.byteOffset();
        batchStride = broadcastStride(array, 4);
        headStride = broadcastStride(array, 3);
        rowStride = broadcastStride(array, 2);
        columnStride = broadcastStride(array, 1);
    }

    private static long broadcastStride(NdArray array, int fromEnd) {
        return fromEnd > array.rank() || array.dim(-fromEnd) == 1 ? 0 : array.stride(-fromEnd) * array.dtype().bytes();
    }

    void clear() {
        segment = null;
    }

    /** The memory that the strides and offsets are in. */
    public MemorySegment segment() {
        return segment;
    }

    /** Whether there is such an operand. */
    public boolean isPresent() {
        return segment != null;
    }

    /** Where a row begins. */
    public long at(long batch, long head, long row) {
        return offset + batch * batchStride + head * headStride + row * rowStride;
    }

    /** From one row to the next. */
    public long rowStride() {
        return rowStride;
    }

    /** From one column to the next. */
    public long columnStride() {
        return columnStride;
    }
}

package lanegrad.kernels.base;

import java.lang.foreign.MemorySegment;

/** Copies of cells of one size. Positions and strides are counted in cells. */
abstract class CellLoop {

    /** Copies a run of n cells. */
    abstract void row(MemorySegment from, long fromAt, long fromStride, MemorySegment to, long toAt, long toStride,
            long n);

    /**
     * Copies a plane whose two sides lie the other way round in the source: in tiles, so that every cache line is used
     * whole.
     */
    abstract void plane(MemorySegment from, long fromAt, long fromOuter, long fromInner, MemorySegment to, long toAt,
            long toOuter, long toInner, long outer, long inner);
}

package lanegrad.kernels.base;

import java.lang.foreign.MemorySegment;

/** What scatters do to runs of F32; offsets are bytes. */
public interface RowLeaf {

    /** {@code to += from}, element by element. */
    void add(MemorySegment from, long fromAt, MemorySegment to, long toAt, long count);
}

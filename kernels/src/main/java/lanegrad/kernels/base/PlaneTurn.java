package lanegrad.kernels.base;

import java.lang.foreign.MemorySegment;

/** Turns planes of cells of four bytes, so that what lay along a column lies along a row. */
public interface PlaneTurn {

    /** The sides of a plane that can be turned are multiples of this power of two. */
    int side();

    /**
     * Copies cell [column, row] of the source to cell [row, column] of the target. The cells of a row have no gaps
     * between them.
     *
     * @param from native memory
     * @param fromAt where the first row of the source begins, in bytes
     * @param fromStride from row to row of the source, in bytes
     * @param to native memory
     * @param toAt where the first row of the target begins, in bytes
     * @param toStride from row to row of the target, in bytes
     * @param rows of the target
     * @param columns of the target
     */
    void turn(MemorySegment from, long fromAt, long fromStride, MemorySegment to, long toAt, long toStride, long rows,
            long columns);
}

package lanegrad.kernels.base;

import java.lang.foreign.MemorySegment;
import lanegrad.parallel.Scratch;

/**
 * The inner loops of the matrix product for one type: packing, and the product of two packed blocks.
 *
 * <p>A packed operand is a run of panels: a few neighbouring rows of a, or columns of b, for some steps of depth, in
 * the order in which the inner loop wants them. Packing costs one pass over the operand, makes all strides and
 * transposes alike, and keeps off-heap memory out of the loop that matters.
 *
 * <p>Positions in memory ({@code at}) and strides are counted in elements.
 *
 * @param <R> what panels of rows, and the tile, are kept in
 * @param <C> what panels of columns are kept in
 */
public abstract class GemmLeaf<R, C> {

    /** How many rows of a share a panel. */
    final int rowLanes;

    /** How many columns of b share a panel. */
    final int columnLanes;

    /** The most steps of depth that are packed and multiplied at once. */
    final int mostDepth;

    /**
     * For subclasses.
     *
     * @param rowLanes how many rows of a share a panel
     * @param columnLanes how many columns of b share a panel
     * @param mostDepth the most steps of depth that are packed and multiplied at once, a multiple of 16
     */
    protected GemmLeaf(int rowLanes, int columnLanes, int mostDepth) {
        this.rowLanes = rowLanes;
        this.columnLanes = columnLanes;
        this.mostDepth = mostDepth;
    }

    /** The steps of one block of depth, when k steps are cut into equal blocks: a multiple of 16. */
    final int depth(long k) {
        long steps = Math.max(1, k);
        return Math.toIntExact(Math.ceilDiv(Math.ceilDiv(steps, Math.ceilDiv(steps, mostDepth)), 16) * 16);
    }

    /** At least so many rows, in whole panels. */
    final int wholePanels(int rows) {
        return Math.ceilDiv(rows, rowLanes) * rowLanes;
    }

    /** Room for panels of rows, or for the tile, with undefined contents. */
    protected abstract R room(Scratch scratch, int slot, int size);

    /** Room for panels of columns, with undefined contents, in a slot that {@link #room} is not asked for. */
    protected abstract C columns(Scratch scratch, int slot, int size);

    /** The room that so many packed rows take; the next panel begins there. */
    protected abstract int rowRoom(int rows, int steps);

    /** The room that so many packed columns take; the next panel begins there. */
    protected abstract int columnRoom(int columns, int steps);

    /** The room that the inner loops need for themselves, the tile. */
    protected abstract int tileRoom();

    /** How one row times a matrix is done without packing, or null. */
    protected abstract GemmRowLeaf rowLeaf();

    /**
     * Packs rows of a.
     *
     * @param source where a lies
     * @param at its first element
     * @param rows how many; what the last panel has beyond them is undefined
     * @param steps of depth
     * @param panels receives the panels
     * @param start where the first panel begins
     * @param tile scratch
     */
    protected abstract void packRows(MemorySegment source, long at, long rowStride, long depthStride, int rows,
            int steps, R panels, int start, R tile);

    /** As {@link #packRows}, for columns of b. */
    protected abstract void packColumns(MemorySegment source, long at, long columnStride, long depthStride, int columns,
            int steps, C panels, int start, R tile);

    /**
     * {@code c = a b} or {@code c += a b} for a block of packed rows and a block of packed columns.
     *
     * @param a panels of rows
     * @param aStart where the first begins
     * @param b panels of columns
     * @param bStart where the first begins
     * @param steps of depth; 0 gives zeros
     * @param tile scratch
     * @param c where the result lies
     * @param at its first element
     * @param add whether to add to what c holds
     */
    protected abstract void multiply(R a, int aStart, int rows, C b, int bStart, int columns, int steps, R tile,
            MemorySegment c, long at, long rowStride, long columnStride, boolean add);
}

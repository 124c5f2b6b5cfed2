package lanegrad.kernels.base;

import java.lang.foreign.MemorySegment;
import lanegrad.kernels.ReduceOp;
import lanegrad.parallel.Scratch;

/**
 * The inner loops of reductions of floats. Sums are taken in floats over a block at most, {@link #BLOCK} elements a run
 * or {@link #ROWS} rows a column, and in doubles from there on.
 */
public abstract class ReduceLeaf {

    /** The longest run of floats that is added up in floats. */
    public static final int BLOCK = 4096;

    /** The most rows that are added up in floats before they go to doubles. */
    public static final int ROWS = 256;

    /** For subclasses. */
    protected ReduceLeaf() {
    }

    /**
     * Reduces one run.
     *
     * @param op SUM, SUM_OF_SQUARES, MAX, MIN or PROD
     * @param x native memory
     * @param at where the run begins, in bytes
     * @param n from 1 to {@link #BLOCK}
     * @param scratch for floats in its slot 0
     * @return the result
     */
    protected abstract double run(ReduceOp op, MemorySegment x, long at, int n, Scratch scratch);

    /**
     * The sums of {@code x - centre} and of its square over one run.
     *
     * @param x native memory
     * @param at where the run begins, in bytes
     * @param n from 1 to {@link #BLOCK}
     * @param centre what is subtracted
     * @param sums both are added to this: the deviations at 0, their squares at 1
     * @param scratch for floats in its slot 0
     */
    protected abstract void deviations(MemorySegment x, long at, int n, float centre, double[] sums, Scratch scratch);

    /**
     * Reduces rows into columns: {@code columns[j] = op(columns[j], x[i, j])}.
     *
     * @param op SUM, SUM_OF_SQUARES, MAX, MIN or PROD
     * @param x native memory
     * @param at where the first row begins, in bytes
     * @param stride from row to row, in bytes
     * @param rows how many, at most {@link #ROWS}
     * @param columns one number a column, from index 0 on
     * @param n how many columns
     */
    protected abstract void columns(ReduceOp op, MemorySegment x, long at, long stride, int rows, float[] columns,
            int n);
}

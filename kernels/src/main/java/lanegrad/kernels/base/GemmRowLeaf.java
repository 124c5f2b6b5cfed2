package lanegrad.kernels.base;

import java.lang.foreign.MemorySegment;

/**
 * The inner loops of a row times a matrix that is read where it lies. Positions in memory and strides are counted in
 * elements.
 */
public interface GemmRowLeaf {

    /** Copies a row to the heap. */
    void gather(MemorySegment source, long at, long stride, int count, float[] row);

    /**
     * {@code out += row b} for some columns and steps of depth.
     *
     * @param b where the matrix lies; its rows or its columns are neighbours in memory
     * @param at its first element
     * @param lanes scratch of 64 elements
     */
    void add(float[] row, int steps, MemorySegment b, long at, long rowStride, long columnStride, int columns,
            float[] out, int first, float[] lanes);

    /** {@code c = out} or {@code c += out}. */
    void store(float[] out, int columns, MemorySegment c, long at, long columnStride, boolean add);
}

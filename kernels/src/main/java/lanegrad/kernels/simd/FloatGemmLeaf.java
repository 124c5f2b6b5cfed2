package lanegrad.kernels.simd;

import java.lang.foreign.MemorySegment;
import lanegrad.kernels.base.GemmLeaf;
import lanegrad.kernels.base.GemmRowLeaf;
import lanegrad.parallel.Scratch;

/** The inner loops of the F32 product, on vectors: panels of columns as wide as a vector, tiles in registers. */
final class FloatGemmLeaf extends GemmLeaf<float[], MemorySegment> {

    private static final int LANES = FloatPanels.LANES;
    private static final int ROWS = FloatTile.ROWS;
    private static final int COLUMNS = FloatTile.COLUMNS;

    /**
     * Deep blocks mean few tiles to merge. Two panels of columns (64 KB at 512 bits) no longer fit an L1 cache, but
     * they need a sixth of the speed of L2; half the depth was slower.
     */
    private static final int DEPTH = 512;

    FloatGemmLeaf() {
        super(ROWS, COLUMNS, DEPTH);
    }

    @Override
    protected float[] room(Scratch scratch, int slot, int size) {
        return scratch.floats(slot, size);
    }

    @Override
    protected MemorySegment columns(Scratch scratch, int slot, int size) {
        return scratch.segment(slot, size * (long) Float.BYTES);
    }

    @Override
    protected int rowRoom(int rows, int steps) {
        return Math.ceilDiv(rows, ROWS) * ROWS * steps;
    }

    @Override
    protected int columnRoom(int columns, int steps) {
        return Math.ceilDiv(columns, LANES) * LANES * steps;
    }

    @Override
    protected GemmRowLeaf rowLeaf() {
        return FloatRows.INSTANCE;
    }

    @Override
    protected int tileRoom() {
        return Math.max(ROWS * COLUMNS, LANES * DEPTH);
    }

    @Override
    protected void packRows(MemorySegment source, long at, long rowStride, long depthStride, int rows, int steps,
            float[] panels, int start, float[] tile) {
        FloatRowPanels.pack(source, at, rowStride, depthStride, rows, steps, panels, start, tile);
    }

    @Override
    protected void packColumns(MemorySegment source, long at, long columnStride, long depthStride, int columns,
            int steps, MemorySegment panels, int start, float[] tile) {
        FloatPanels.pack(source, at, columnStride, depthStride, columns, steps, panels, start, tile);
    }

    @Override
    protected void multiply(float[] a, int aStart, int rows, MemorySegment b, int bStart, int columns, int steps,
            float[] tile, MemorySegment c, long at, long rowStride, long columnStride, boolean add) {
        // Columns outside: two panels of b stay in the L1 cache while all rows pass by, out of the L2 cache.
        for (int column = 0; column < columns; column += COLUMNS) {
            int width = Math.min(COLUMNS, columns - column);
            for (int row = 0; row < rows; row += ROWS) {
                int height = Math.min(ROWS, rows - row);
                FloatTile.multiply(a, aStart + row * steps, height, b, bStart + column * steps, width, steps, tile);
                FloatMerge.merge(tile, height, width, c, at + row * rowStride + column * columnStride, rowStride,
                        columnStride, add);
            }
        }
    }
}

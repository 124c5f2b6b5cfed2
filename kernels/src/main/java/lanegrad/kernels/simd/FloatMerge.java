package lanegrad.kernels.simd;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;
import lanegrad.kernels.base.Native;

/**
 * Brings a tile that a micro-kernel has filled to the result, off-heap: the only code of the product that writes there.
 */
final class FloatMerge {

    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();
    private static final int LANES = FloatPanels.LANES;
    private static final int COLUMNS = FloatTile.COLUMNS;

    private FloatMerge() {
    }

    /** {@code c = tile}, or {@code c += tile}, for the first rows and columns of the tile. */
    static void merge(float[] tile, int rows, int columns, MemorySegment c, long at, long rowStride, long columnStride,
            boolean add) {
        if (columnStride != 1) {
            scatter(tile, rows, columns, c, at, rowStride, columnStride, add);
        } else if (columns == COLUMNS) {
            if (add) {
                addRows(tile, rows, c, at * Float.BYTES, rowStride * Float.BYTES);
            } else {
                storeRows(tile, rows, c, at * Float.BYTES, rowStride * Float.BYTES);
            }
        } else {
            mergePart(tile, rows, columns, c, at * Float.BYTES, rowStride * Float.BYTES, add);
        }
    }

    private static void storeRows(float[] tile, int rows, MemorySegment to, long at, long stride) {
        MemorySegment c = Native.of(to);
        for (int row = 0; row < rows; row++) {
            long place = at + row * stride;
            FloatVector.fromArray(SPECIES, tile, row * COLUMNS).intoMemorySegment(c, place, ORDER);
            FloatVector.fromArray(SPECIES, tile, row * COLUMNS + LANES).intoMemorySegment(c,
                    place + LANES * Float.BYTES, ORDER);
        }
    }

    private static void addRows(float[] tile, int rows, MemorySegment to, long at, long stride) {
        MemorySegment c = Native.of(to);
        for (int row = 0; row < rows; row++) {
            long place = at + row * stride;
            FloatVector x = FloatVector.fromArray(SPECIES, tile, row * COLUMNS);
            FloatVector y = FloatVector.fromArray(SPECIES, tile, row * COLUMNS + LANES);
            FloatVector.fromMemorySegment(SPECIES, c, place, ORDER).add(x).intoMemorySegment(c, place, ORDER);
            place += LANES * Float.BYTES;
            FloatVector.fromMemorySegment(SPECIES, c, place, ORDER).add(y).intoMemorySegment(c, place, ORDER);
        }
    }

    /** Rows that end inside the tile: the vector that holds the end is masked. */
    private static void mergePart(float[] tile, int rows, int columns, MemorySegment to, long at, long stride,
            boolean add) {
        MemorySegment c = Native.of(to);
        for (int column = 0; column < columns; column += LANES) {
            VectorMask<Float> mask = SPECIES.indexInRange(column, columns);
            long place = at + column * (long) Float.BYTES;
            for (int row = 0; row < rows; row++) {
                FloatVector x = FloatVector.fromArray(SPECIES, tile, row * COLUMNS + column);
                if (add) {
                    x = FloatVector.fromMemorySegment(SPECIES, c, place + row * stride, ORDER, mask).add(x);
                }
                x.intoMemorySegment(c, place + row * stride, ORDER, mask);
            }
        }
    }

    private static void scatter(float[] tile, int rows, int columns, MemorySegment to, long at, long rowStride,
            long columnStride, boolean add) {
        MemorySegment c = Native.of(to);
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                long place = (at + row * rowStride + column * columnStride) * Float.BYTES;
                float x = tile[row * COLUMNS + column];
                c.set(ValueLayout.JAVA_FLOAT, place, add ? c.get(ValueLayout.JAVA_FLOAT, place) + x : x);
            }
        }
    }
}

package lanegrad.kernels.simd;

import static lanegrad.kernels.simd.FloatPanels.LANES;
import static lanegrad.kernels.simd.FloatTile.ROWS;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;
import lanegrad.kernels.base.Native;

/**
 * Packs rows into panels of as many as a tile has: half a vector's lanes, so that all of a cache line that comes in is
 * of use to the tile that asked for it. Everything is still read and written in whole vectors: a vector of a panel
 * holds two steps of depth.
 */
final class FloatRowPanels {

    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    /** The first halves of two vectors, and the second. */
    private static final VectorShuffle<Float> FIRST = halves(0);
    private static final VectorShuffle<Float> SECOND = halves(LANES / 2);

    /** Elements of a panel that are transposed together, as {@link FloatPanels} does it. */
    private static final int BLOCK = ROWS * LANES;

    /** The bytes of a vector. */
    private static final long BYTES = LANES * (long) Float.BYTES;

    /** Vectors of rows that are packed side by side: enough neighbouring lines for the hardware's prefetchers. */
    private static final int SIDE_BY_SIDE = 4;

    private FloatRowPanels() {
    }

    private static VectorShuffle<Float> halves(int first) {
        return VectorShuffle.fromOp(SPECIES, i -> i < LANES / 2 ? first + i : first + i + LANES / 2);
    }

    /**
     * Packs rows that lie anywhere.
     *
     * @param half scratch for a panel half-way to its transpose: rows of a tile by steps elements
     */
    static void pack(MemorySegment source, long at, long rowStride, long depthStride, int rows, int steps,
            float[] panels, int start, float[] half) {
        if (ROWS == LANES) {
            FloatPanels.pack(source, at, rowStride, depthStride, rows, steps, panels, start, half);
            return;
        }
        int row = 0;
        if (rowStride == 1) {
            while (row <= rows - LANES) {
                int vectors = Math.min(SIDE_BY_SIDE, (rows - row) / LANES);
                copy(source, (at + row) * Float.BYTES, depthStride * Float.BYTES, vectors, steps, panels,
                        start + row * steps);
                row += vectors * LANES;
            }
        }
        for (; row < rows; row += ROWS) {
            int height = Math.min(ROWS, rows - row);
            long from = (at + row * rowStride) * Float.BYTES;
            int to = start + row * steps;
            if (rowStride == 1) {
                copyPart(source, from, depthStride * Float.BYTES, height, steps, panels, to);
            } else if (depthStride == 1) {
                transpose(source, from, rowStride * Float.BYTES, height, steps, panels, to, half);
            } else {
                FloatPanels.collect(source, from, rowStride * Float.BYTES, depthStride * Float.BYTES, height, 0, steps,
                        panels, to, ROWS);
            }
        }
    }

    /** Rows that are neighbours: a vector of them is half a vector of each of two panels. */
    private static void copy(MemorySegment of, long from, long stride, int vectors, int steps, float[] panels,
            int to) {
        MemorySegment source = Native.of(of);
        int pairs = steps / 2;
        for (int pair = 0; pair < pairs; pair++) {
            long at = from + pair * (2 * stride);
            int put = to + pair * LANES;
            for (int vector = 0; vector < vectors; vector++) {
                FloatVector a = FloatVector.fromMemorySegment(SPECIES, source, at, ORDER);
                FloatVector b = FloatVector.fromMemorySegment(SPECIES, source, at + stride, ORDER);
                a.rearrange(FIRST, b).intoArray(panels, put);
                a.rearrange(SECOND, b).intoArray(panels, put + ROWS * steps);
                at += BYTES;
                put += LANES * steps;
            }
        }
        for (int panel = 0; 2 * pairs < steps && panel < 2 * vectors; panel++) {
            FloatPanels.collect(source, from + panel * (BYTES / 2), Float.BYTES, stride, ROWS, 2 * pairs, steps, panels,
                    to + panel * (ROWS * steps), ROWS);
        }
    }

    /** The last few neighbours, no more than a panel has. */
    private static void copyPart(MemorySegment of, long from, long stride, int height, int steps, float[] panel,
            int to) {
        MemorySegment source = Native.of(of);
        VectorMask<Float> mask = SPECIES.indexInRange(0, height);
        int pairs = steps / 2;
        for (int pair = 0; pair < pairs; pair++) {
            long at = from + pair * (2 * stride);
            FloatVector a = FloatVector.fromMemorySegment(SPECIES, source, at, ORDER, mask);
            FloatVector b = FloatVector.fromMemorySegment(SPECIES, source, at + stride, ORDER, mask);
            a.rearrange(FIRST, b).intoArray(panel, to + pair * LANES);
        }
        FloatPanels.collect(source, from, Float.BYTES, stride, height, 2 * pairs, steps, panel, to, ROWS);
    }

    private static void transpose(MemorySegment source, long from, long stride, int height, int steps, float[] panel,
            int to, float[] half) {
        int blocks = height == ROWS ? steps / LANES : 0;
        if (ROWS == 4) {
            FloatPanels.rotateTwice(source, from, stride, blocks, panel, to, BLOCK);
        } else {
            for (int i = 0; i < ROWS / 4; i++) {
                FloatPanels.rotateTwice(source, from + i * stride, ROWS / 4 * stride, blocks, half, i * (4 * LANES),
                        BLOCK);
            }
            for (int i = 0; i < ROWS / 2; i++) {
                FloatPanels.rotateOnce(half, i * LANES, blocks, panel, to + i * (2 * LANES), BLOCK);
            }
        }
        FloatPanels.collect(source, from, stride, Float.BYTES, height, blocks * LANES, steps, panel, to, ROWS);
    }
}

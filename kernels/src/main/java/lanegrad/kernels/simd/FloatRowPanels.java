package lanegrad.kernels.simd;

import static lanegrad.kernels.simd.FloatPanels.LANES;
import static lanegrad.kernels.simd.FloatTile.ROWS;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;
import lanegrad.kernels.base.Native;

/**
 * Packs rows into panels of as many as a tile has, fewer than a vector has lanes: four, or three times four.
 *
 * <p>Where rows are neighbours in memory, a step of a panel is a part of a vector. Where steps of depth are, four rows
 * are transposed at a time, in registers, as {@link FloatPanels} does it; three such groups are then put together.
 */
final class FloatRowPanels {

    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    /** Rows that are transposed together. */
    private static final int GROUP = 4;

    /** The elements of a group's transpose of one vector of steps, and of all groups'. */
    private static final int GROUP_ROOM = GROUP * LANES;
    private static final int BLOCK = ROWS * LANES;

    /** Panels that are packed side by side: enough neighbouring lines for the hardware's prefetchers. */
    private static final int SIDE_BY_SIDE = 4;

    /**
     * A vector of each of three groups holds four steps of four rows. Put together by steps they are three vectors:
     * here is which quarters of the first two groups each of them takes, and which of the third.
     */
    private static final VectorShuffle<Float> FIRST = quarters(0, 4, 0, 1);
    private static final VectorShuffle<Float> FIRST_LAST = quarters(0, 1, 4, 3);
    private static final VectorShuffle<Float> SECOND = quarters(5, 0, 2, 6);
    private static final VectorShuffle<Float> SECOND_LAST = quarters(0, 5, 2, 3);
    private static final VectorShuffle<Float> THIRD = quarters(0, 3, 7, 0);
    private static final VectorShuffle<Float> THIRD_LAST = quarters(6, 1, 2, 7);

    private FloatRowPanels() {
    }

    /** Takes quarters of two vectors; the second one's are 4 to 7. */
    private static VectorShuffle<Float> quarters(int... quarters) {
        return VectorShuffle.fromOp(SPECIES, i -> quarters[i * 4 / LANES] * (LANES / 4) + i % (LANES / 4));
    }

    /**
     * Packs rows that lie anywhere.
     *
     * @param start the element where the first panel begins
     * @param half scratch for a panel half-way to its transpose: rows of a tile by steps elements
     */
    static void pack(MemorySegment source, long at, long rowStride, long depthStride, int rows, int steps,
            float[] panels, int start, float[] half) {
        int row = 0;
        if (rowStride == 1) {
            while (row <= rows - ROWS) {
                int count = Math.min(SIDE_BY_SIDE, (rows - row) / ROWS);
                copy(source, (at + row) * Float.BYTES, depthStride * Float.BYTES, count, ROWS, steps, panels,
                        start + row * steps);
                row += count * ROWS;
            }
        }
        for (; row < rows; row += ROWS) {
            int height = Math.min(ROWS, rows - row);
            long from = (at + row * rowStride) * Float.BYTES;
            int to = start + row * steps;
            if (rowStride == 1) {
                copy(source, from, depthStride * Float.BYTES, 1, height, steps, panels, to);
            } else if (depthStride == 1) {
                transpose(source, from, rowStride * Float.BYTES, height, steps, panels, to, half);
            } else {
                collect(source, from, rowStride * Float.BYTES, depthStride * Float.BYTES, height, 0, steps, panels, to);
            }
        }
    }

    /** Rows that are neighbours, for some panels side by side. */
    private static void copy(MemorySegment of, long from, long stride, int count, int height, int steps,
            float[] panels, int to) {
        MemorySegment source = Native.of(of);
        VectorMask<Float> mask = SPECIES.indexInRange(0, height);
        for (int step = 0; step < steps; step++) {
            long at = from + step * stride;
            int put = to + step * ROWS;
            for (int panel = 0; panel < count; panel++) {
                FloatVector.fromMemorySegment(SPECIES, source, at, ORDER, mask).intoArray(panels, put, mask);
                at += ROWS * (long) Float.BYTES;
                put += ROWS * steps;
            }
        }
    }

    /** Where fewer rows are there than a group has, the last one stands in for the others. */
    private static void transpose(MemorySegment source, long from, long stride, int height, int steps, float[] panel,
            int to, float[] half) {
        int blocks = steps / LANES;
        float[] target = ROWS == GROUP ? panel : half;
        int first = ROWS == GROUP ? to : 0;
        for (int row = 0; row < height; row += GROUP) {
            FloatPanels.rotateTwice(source, from + row * stride, from + Math.min(row + 1, height - 1) * stride,
                    from + Math.min(row + 2, height - 1) * stride, from + Math.min(row + 3, height - 1) * stride,
                    blocks, target, first + row / GROUP * GROUP_ROOM, BLOCK);
        }
        if (ROWS > GROUP) {
            for (int i = 0; i < GROUP; i++) {
                join(half, i * LANES, blocks, panel, to + i * (ROWS * LANES / GROUP));
            }
        }
        collect(source, from, stride, Float.BYTES, height, blocks * LANES, steps, panel, to);
    }

    /** Puts three groups together. */
    private static void join(float[] half, int from, int blocks, float[] panel, int to) {
        for (int block = 0; block < blocks; block++) {
            int at = from + block * BLOCK;
            FloatVector a = FloatVector.fromArray(SPECIES, half, at);
            FloatVector b = FloatVector.fromArray(SPECIES, half, at + GROUP_ROOM);
            FloatVector c = FloatVector.fromArray(SPECIES, half, at + 2 * GROUP_ROOM);
            int put = to + block * BLOCK;
            a.rearrange(FIRST, b).rearrange(FIRST_LAST, c).intoArray(panel, put);
            a.rearrange(SECOND, b).rearrange(SECOND_LAST, c).intoArray(panel, put + LANES);
            a.rearrange(THIRD, b).rearrange(THIRD_LAST, c).intoArray(panel, put + 2 * LANES);
        }
    }

    /** An element at a time: any strides, and what whole vectors of steps leave over. */
    private static void collect(MemorySegment of, long from, long rowStride, long depthStride, int height, int first,
            int steps, float[] panel, int to) {
        MemorySegment source = Native.of(of);
        for (int row = 0; row < height; row++) {
            long at = from + row * rowStride;
            for (int step = first; step < steps; step++) {
                panel[to + step * ROWS + row] = source.get(ValueLayout.JAVA_FLOAT, at + step * depthStride);
            }
        }
    }
}

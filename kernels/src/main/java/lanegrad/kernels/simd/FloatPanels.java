package lanegrad.kernels.simd;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;
import lanegrad.kernels.base.Native;

/**
 * Packs a matrix into panels of as many lanes as a vector has: lane by lane, step of depth after step of depth.
 *
 * <p>Where lanes are neighbours in memory a panel is a copy of vectors. Where steps of depth are, each square of lanes
 * by lanes is transposed: with the bits of an element's row and column written one after the other, a transpose rotates
 * them by half, and zipping the first half of the vectors with the second rotates them by one. Two such rotations are
 * done on four vectors at a time, in registers. (A gather would be as slow as scalar loads; so is the fallback for
 * strides that are neither.)
 */
final class FloatPanels {

    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();
    private static final VectorShuffle<Float> LOW = VectorShuffle.makeZip(SPECIES, 0);
    private static final VectorShuffle<Float> HIGH = VectorShuffle.makeZip(SPECIES, 1);

    /** The lanes of a panel. */
    static final int LANES = SPECIES.length();

    /** The bytes of a vector; a long, so that the compiler can do without range checks. */
    private static final long BYTES = LANES * (long) Float.BYTES;

    /**
     * Squares of more than 4 x 4 take a second round; those of 8 x 8 have one bit left for it, those of 16 x 16 two.
     */
    private static final int SQUARE = LANES * LANES;
    private static final long SQUARE_BYTES = SQUARE * (long) Float.BYTES;

    private FloatPanels() {
    }

    /**
     * Packs lanes that lie anywhere.
     *
     * @param panels native memory; a vector of a panel lies on a cache line of its own, as its loads want it
     * @param start the element where the first panel begins
     * @param half scratch for a panel half-way to its transpose: lanes by steps elements
     */
    static void pack(MemorySegment source, long at, long laneStride, long depthStride, int lanes, int steps,
            MemorySegment panels, int start, float[] half) {
        long first = start * (long) Float.BYTES;
        long room = steps * BYTES;
        int lane = 0;
        if (laneStride == 1) {
            for (; lane <= lanes - 4 * LANES; lane += 4 * LANES) {
                copyFour(source, (at + lane) * Float.BYTES, depthStride * Float.BYTES, steps, panels,
                        first + lane / LANES * room);
            }
        }
        for (; lane < lanes; lane += LANES) {
            int width = Math.min(LANES, lanes - lane);
            long from = (at + lane * laneStride) * Float.BYTES;
            long to = first + lane / LANES * room;
            if (laneStride == 1) {
                copy(source, from, depthStride * Float.BYTES, width, steps, panels, to);
            } else if (depthStride == 1) {
                transpose(source, from, laneStride * Float.BYTES, width, steps, panels, to, half);
            } else {
                collect(source, from, laneStride * Float.BYTES, depthStride * Float.BYTES, width, 0, steps, panels, to);
            }
        }
    }

    /** Four panels at a time: a few neighbouring cache lines a step keep the hardware's prefetchers going. */
    private static void copyFour(MemorySegment of, long from, long stride, int steps, MemorySegment to, long first) {
        MemorySegment source = Native.of(of);
        MemorySegment panels = Native.of(to);
        long room = steps * BYTES;
        for (int step = 0; step < steps; step++) {
            long at = from + step * stride;
            long put = first + step * BYTES;
            FloatVector.fromMemorySegment(SPECIES, source, at, ORDER).intoMemorySegment(panels, put, ORDER);
            FloatVector.fromMemorySegment(SPECIES, source, at + BYTES, ORDER).intoMemorySegment(panels, put + room,
                    ORDER);
            FloatVector.fromMemorySegment(SPECIES, source, at + 2 * BYTES, ORDER).intoMemorySegment(panels,
                    put + 2 * room, ORDER);
            FloatVector.fromMemorySegment(SPECIES, source, at + 3 * BYTES, ORDER).intoMemorySegment(panels,
                    put + 3 * room, ORDER);
        }
    }

    private static void copy(MemorySegment of, long from, long stride, int width, int steps, MemorySegment to,
            long first) {
        MemorySegment source = Native.of(of);
        MemorySegment panel = Native.of(to);
        if (width == LANES) {
            for (int step = 0; step < steps; step++) {
                FloatVector.fromMemorySegment(SPECIES, source, from + step * stride, ORDER).intoMemorySegment(panel,
                        first + step * BYTES, ORDER);
            }
        } else {
            VectorMask<Float> mask = SPECIES.indexInRange(0, width);
            for (int step = 0; step < steps; step++) {
                FloatVector.fromMemorySegment(SPECIES, source, from + step * stride, ORDER, mask)
                        .intoMemorySegment(panel, first + step * BYTES, ORDER);
            }
        }
    }

    /** Where fewer lanes are there than a panel has, the last one stands in for the others. */
    private static void transpose(MemorySegment source, long from, long stride, int width, int steps,
            MemorySegment panel, long to, float[] half) {
        int squares = steps / LANES;
        int quarter = LANES / 4;
        for (int i = 0; i < quarter; i++) {
            rotateTwice(source, from + Math.min(i, width - 1) * stride,
                    from + Math.min(i + quarter, width - 1) * stride,
                    from + Math.min(i + 2 * quarter, width - 1) * stride,
                    from + Math.min(i + 3 * quarter, width - 1) * stride, squares, half, i * (4 * LANES), SQUARE);
        }
        if (LANES == 4) {
            MemorySegment.copy(half, 0, panel, ValueLayout.JAVA_FLOAT, to, squares * SQUARE);
        } else if (LANES == 8) {
            for (int i = 0; i < LANES / 2; i++) {
                rotateOnce(half, i * LANES, squares, panel, to + i * (2 * BYTES));
            }
        } else {
            for (int i = 0; i < LANES / 4; i++) {
                rotateTwice(half, i * LANES, squares, panel, to + i * (4 * BYTES));
            }
        }
        collect(source, from, stride, Float.BYTES, width, squares * LANES, steps, panel, to);
    }

    /**
     * Rotates in blocks of as many vectors as there are rows, a block for each vector of steps.
     *
     * @param first where the first of four rows begins
     * @param block the elements of a block
     */
    static void rotateTwice(MemorySegment of, long first, long second, long third, long fourth, int blocks,
            float[] target, int to, int block) {
        MemorySegment source = Native.of(of);
        for (int i = 0; i < blocks; i++) {
            long at = i * BYTES;
            FloatVector a = FloatVector.fromMemorySegment(SPECIES, source, first + at, ORDER);
            FloatVector b = FloatVector.fromMemorySegment(SPECIES, source, second + at, ORDER);
            FloatVector c = FloatVector.fromMemorySegment(SPECIES, source, third + at, ORDER);
            FloatVector d = FloatVector.fromMemorySegment(SPECIES, source, fourth + at, ORDER);
            FloatVector acLow = a.rearrange(LOW, c);
            FloatVector acHigh = a.rearrange(HIGH, c);
            FloatVector bdLow = b.rearrange(LOW, d);
            FloatVector bdHigh = b.rearrange(HIGH, d);
            int put = to + i * block;
            acLow.rearrange(LOW, bdLow).intoArray(target, put);
            acLow.rearrange(HIGH, bdLow).intoArray(target, put + LANES);
            acHigh.rearrange(LOW, bdHigh).intoArray(target, put + 2 * LANES);
            acHigh.rearrange(HIGH, bdHigh).intoArray(target, put + 3 * LANES);
        }
    }

    private static void rotateTwice(float[] half, int from, int squares, MemorySegment to, long first) {
        MemorySegment panel = Native.of(to);
        for (int square = 0; square < squares; square++) {
            int at = from + square * SQUARE;
            FloatVector a = FloatVector.fromArray(SPECIES, half, at);
            FloatVector b = FloatVector.fromArray(SPECIES, half, at + SQUARE / 4);
            FloatVector c = FloatVector.fromArray(SPECIES, half, at + SQUARE / 2);
            FloatVector d = FloatVector.fromArray(SPECIES, half, at + SQUARE * 3 / 4);
            FloatVector acLow = a.rearrange(LOW, c);
            FloatVector acHigh = a.rearrange(HIGH, c);
            FloatVector bdLow = b.rearrange(LOW, d);
            FloatVector bdHigh = b.rearrange(HIGH, d);
            long put = first + square * SQUARE_BYTES;
            acLow.rearrange(LOW, bdLow).intoMemorySegment(panel, put, ORDER);
            acLow.rearrange(HIGH, bdLow).intoMemorySegment(panel, put + BYTES, ORDER);
            acHigh.rearrange(LOW, bdHigh).intoMemorySegment(panel, put + 2 * BYTES, ORDER);
            acHigh.rearrange(HIGH, bdHigh).intoMemorySegment(panel, put + 3 * BYTES, ORDER);
        }
    }

    /** As {@link #rotateTwice}, by one. */
    private static void rotateOnce(float[] half, int from, int squares, MemorySegment to, long first) {
        MemorySegment panel = Native.of(to);
        for (int square = 0; square < squares; square++) {
            FloatVector a = FloatVector.fromArray(SPECIES, half, from + square * SQUARE);
            FloatVector b = FloatVector.fromArray(SPECIES, half, from + square * SQUARE + SQUARE / 2);
            long put = first + square * SQUARE_BYTES;
            a.rearrange(LOW, b).intoMemorySegment(panel, put, ORDER);
            a.rearrange(HIGH, b).intoMemorySegment(panel, put + BYTES, ORDER);
        }
    }

    /** An element at a time: any strides, and what squares leave over. */
    private static void collect(MemorySegment of, long from, long laneStride, long depthStride, int width, int first,
            int steps, MemorySegment to, long start) {
        MemorySegment source = Native.of(of);
        MemorySegment panel = Native.of(to);
        for (int lane = 0; lane < width; lane++) {
            long at = from + lane * laneStride;
            long put = start + lane * (long) Float.BYTES;
            for (int step = first; step < steps; step++) {
                panel.set(ValueLayout.JAVA_FLOAT, put + step * BYTES,
                        source.get(ValueLayout.JAVA_FLOAT, at + step * depthStride));
            }
        }
    }
}

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

    private FloatPanels() {
    }

    /**
     * Packs lanes that lie anywhere.
     *
     * @param half scratch for a panel half-way to its transpose: lanes by steps elements
     */
    static void pack(MemorySegment source, long at, long laneStride, long depthStride, int lanes, int steps,
            float[] panels, int start, float[] half) {
        int lane = 0;
        if (laneStride == 1) {
            for (; lane <= lanes - 4 * LANES; lane += 4 * LANES) {
                copyFour(source, (at + lane) * Float.BYTES, depthStride * Float.BYTES, steps, panels,
                        start + lane * steps);
            }
        }
        for (; lane < lanes; lane += LANES) {
            int width = Math.min(LANES, lanes - lane);
            long from = (at + lane * laneStride) * Float.BYTES;
            int to = start + lane * steps;
            if (laneStride == 1) {
                copy(source, from, depthStride * Float.BYTES, width, steps, panels, to);
            } else if (depthStride == 1) {
                transpose(source, from, laneStride * Float.BYTES, width, steps, panels, to, half);
            } else {
                collect(source, from, laneStride * Float.BYTES, depthStride * Float.BYTES, width, 0, steps, panels, to,
                        LANES);
            }
        }
    }

    /** Four panels at a time: a few neighbouring cache lines a step keep the hardware's prefetchers going. */
    private static void copyFour(MemorySegment of, long from, long stride, int steps, float[] panels, int first) {
        MemorySegment source = Native.of(of);
        int second = first + steps * LANES;
        int third = second + steps * LANES;
        int fourth = third + steps * LANES;
        for (int step = 0; step < steps; step++) {
            long at = from + step * stride;
            int to = step * LANES;
            FloatVector.fromMemorySegment(SPECIES, source, at, ORDER).intoArray(panels, first + to);
            FloatVector.fromMemorySegment(SPECIES, source, at + BYTES, ORDER).intoArray(panels, second + to);
            FloatVector.fromMemorySegment(SPECIES, source, at + 2 * BYTES, ORDER).intoArray(panels, third + to);
            FloatVector.fromMemorySegment(SPECIES, source, at + 3 * BYTES, ORDER).intoArray(panels, fourth + to);
        }
    }

    private static void copy(MemorySegment of, long from, long stride, int width, int steps, float[] panel, int to) {
        MemorySegment source = Native.of(of);
        if (width == LANES) {
            for (int step = 0; step < steps; step++) {
                FloatVector.fromMemorySegment(SPECIES, source, from + step * stride, ORDER).intoArray(panel,
                        to + step * LANES);
            }
        } else {
            VectorMask<Float> mask = SPECIES.indexInRange(0, width);
            for (int step = 0; step < steps; step++) {
                FloatVector.fromMemorySegment(SPECIES, source, from + step * stride, ORDER, mask)
                        .intoArray(panel, to + step * LANES);
            }
        }
    }

    private static void transpose(MemorySegment source, long from, long stride, int width, int steps, float[] panel,
            int to, float[] half) {
        int squares = width == LANES ? steps / LANES : 0;
        for (int i = 0; i < LANES / 4; i++) {
            long row = from + i * stride;
            if (LANES == 4) {
                rotateTwice(source, row, stride, squares, panel, to, SQUARE);
            } else {
                rotateTwice(source, row, LANES / 4 * stride, squares, half, i * (4 * LANES), SQUARE);
            }
        }
        if (LANES == 8) {
            for (int i = 0; i < LANES / 2; i++) {
                rotateOnce(half, i * LANES, squares, panel, to + i * (2 * LANES), SQUARE);
            }
        } else if (LANES == 16) {
            for (int i = 0; i < LANES / 4; i++) {
                rotateTwice(half, i * LANES, squares, panel, to + i * (4 * LANES));
            }
        }
        collect(source, from, stride, Float.BYTES, width, squares * LANES, steps, panel, to, LANES);
    }

    /**
     * Rotates in blocks of as many vectors as there are rows, a block for each vector of steps.
     *
     * @param block the elements of a block
     */
    static void rotateTwice(MemorySegment of, long from, long quarter, int blocks, float[] target, int to, int block) {
        MemorySegment source = Native.of(of);
        for (int i = 0; i < blocks; i++) {
            long at = from + i * BYTES;
            FloatVector a = FloatVector.fromMemorySegment(SPECIES, source, at, ORDER);
            FloatVector b = FloatVector.fromMemorySegment(SPECIES, source, at + quarter, ORDER);
            FloatVector c = FloatVector.fromMemorySegment(SPECIES, source, at + 2 * quarter, ORDER);
            FloatVector d = FloatVector.fromMemorySegment(SPECIES, source, at + 3 * quarter, ORDER);
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

    private static void rotateTwice(float[] source, int from, int squares, float[] target, int to) {
        for (int square = 0; square < squares; square++) {
            int at = from + square * SQUARE;
            FloatVector a = FloatVector.fromArray(SPECIES, source, at);
            FloatVector b = FloatVector.fromArray(SPECIES, source, at + SQUARE / 4);
            FloatVector c = FloatVector.fromArray(SPECIES, source, at + SQUARE / 2);
            FloatVector d = FloatVector.fromArray(SPECIES, source, at + SQUARE * 3 / 4);
            FloatVector acLow = a.rearrange(LOW, c);
            FloatVector acHigh = a.rearrange(HIGH, c);
            FloatVector bdLow = b.rearrange(LOW, d);
            FloatVector bdHigh = b.rearrange(HIGH, d);
            int put = to + square * SQUARE;
            acLow.rearrange(LOW, bdLow).intoArray(target, put);
            acLow.rearrange(HIGH, bdLow).intoArray(target, put + LANES);
            acHigh.rearrange(LOW, bdHigh).intoArray(target, put + 2 * LANES);
            acHigh.rearrange(HIGH, bdHigh).intoArray(target, put + 3 * LANES);
        }
    }

    /** As {@link #rotateTwice}, by one. */
    static void rotateOnce(float[] source, int from, int blocks, float[] target, int to, int block) {
        for (int i = 0; i < blocks; i++) {
            FloatVector a = FloatVector.fromArray(SPECIES, source, from + i * block);
            FloatVector b = FloatVector.fromArray(SPECIES, source, from + i * block + block / 2);
            a.rearrange(LOW, b).intoArray(target, to + i * block);
            a.rearrange(HIGH, b).intoArray(target, to + i * block + LANES);
        }
    }

    /**
     * An element at a time: any strides, and what squares leave over.
     *
     * @param lanes of the panel, of which {@code width} are there
     */
    static void collect(MemorySegment of, long from, long laneStride, long depthStride, int width, int first, int steps,
            float[] panel, int to, int lanes) {
        MemorySegment source = Native.of(of);
        for (int lane = 0; lane < width; lane++) {
            long at = from + lane * laneStride;
            for (int step = first; step < steps; step++) {
                panel[to + step * lanes + lane] = source.get(ValueLayout.JAVA_FLOAT, at + step * depthStride);
            }
        }
    }
}

package lanegrad.kernels.simd;

import static lanegrad.kernels.simd.Lanes.I;
import static lanegrad.kernels.simd.Lanes.N;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** Truth values, a byte each, to and from the bits of a mask, eight at a time in a long. */
final class MaskBytes {

    private static final ValueLayout.OfLong EIGHT = ValueLayout.JAVA_LONG_UNALIGNED
            .withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt FOUR = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    /** In byte i the bit i. */
    private static final long DIAGONAL = 0x8040_2010_0804_0201L;
    /** A product with this brings the lowest bit of byte i to bit 56 + i. */
    private static final long GATHER = 0x0102_0408_1020_4080L;

    /** In lane i the bit i. */
    private static final IntVector LANE = IntVector.broadcast(I, 1)
            .lanewise(VectorOperators.LSHL, IntVector.zero(I).addIndex(1));

    private MaskBytes() {
    }

    /** Writes a byte of 0 or 1 for each lane. */
    static void store(long bits, MemorySegment to, long at) {
        if (N == 4) {
            to.set(FOUR, at, (int) spread(bits));
            return;
        }
        for (int i = 0; i < N; i += 8) {
            to.set(EIGHT, at + i, spread(bits >>> i));
        }
    }

    /** Reads a byte of 0 or 1 for each lane, as bits. */
    static long load(MemorySegment from, long at) {
        long bits = 0;
        if (N == 4) {
            bits = gather(from.get(FOUR, at));
        } else {
            for (int i = 0; i < N; i += 8) {
                bits |= gather(from.get(EIGHT, at + i)) << i;
            }
        }
        return bits;
    }

    /** The mask of the lanes whose bits are set. */
    static VectorMask<Integer> mask(long bits) {
        return IntVector.broadcast(I, (int) bits).and(LANE).compare(VectorOperators.NE, 0);
    }

    private static long spread(long bits) {
        long apart = (bits & 0xff) * ONES & DIAGONAL;
        return apart + (ONES * 0x7f) >>> 7 & ONES;
    }

    private static long gather(long bytes) {
        return (bytes & ONES) * GATHER >>> 56;
    }
}

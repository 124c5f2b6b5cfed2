package lanegrad.kernels.base;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Sorts unsigned keys digit by digit, the lowest first, between two runs of native memory (Knuth, TAOCP 3, 5.2.5). All
 * digits are counted in one pass; one that is the same everywhere costs no pass of its own. Positions are bytes.
 */
final class RadixSort {

    /** From so many keys on, digits are wide: fewer passes, but each of them has more counters to go through. */
    static final int WIDE = 1 << 14;

    private static final int NARROW_BITS = 8;
    private static final int WIDE_BITS = 11;

    private RadixSort() {
    }

    /** How many counters a sort takes at most. */
    static int counters(long n, int keyBits) {
        return passes(n, keyBits) << digitBits(n);
    }

    private static int digitBits(long n) {
        return n < WIDE ? NARROW_BITS : WIDE_BITS;
    }

    private static int passes(long n, int keyBits) {
        return Math.ceilDiv(keyBits, digitBits(n));
    }

    /** Turns the counts of a digit into where its keys begin; false if all keys have the same digit. */
    private static boolean begin(long[] counts, int from, int size, long n) {
        long sum = 0;
        for (int i = from; i < from + size; i++) {
            long count = counts[i];
            if (count == n) {
                return false;
            }
            counts[i] = sum;
            sum += count;
        }
        return true;
    }

    /** Writes the keys of a tile, of 32 bits each. */
    static void putInts(MemorySegment memory, long at, long[] tile, int n) {
        MemorySegment m = Native.of(memory);
        for (int i = 0; i < n; i++) {
            m.set(JAVA_INT, at + i * 4L, (int) tile[i] ^ Integer.MIN_VALUE);
        }
    }

    static void getInts(MemorySegment memory, long at, long[] tile, int n) {
        MemorySegment m = Native.of(memory);
        for (int i = 0; i < n; i++) {
            tile[i] = m.get(JAVA_INT, at + i * 4L) ^ Integer.MIN_VALUE;
        }
    }

    static void putLongs(MemorySegment memory, long at, long[] tile, int n) {
        MemorySegment m = Native.of(memory);
        for (int i = 0; i < n; i++) {
            m.set(JAVA_LONG, at + i * 8L, tile[i] ^ Long.MIN_VALUE);
        }
    }

    static void getLongs(MemorySegment memory, long at, long[] tile, int n) {
        MemorySegment m = Native.of(memory);
        for (int i = 0; i < n; i++) {
            tile[i] = m.get(JAVA_LONG, at + i * 8L) ^ Long.MIN_VALUE;
        }
    }

    /** Sorts keys of 32 bits, and returns which of the two runs holds them then. */
    static long ints(MemorySegment memory, long a, long b, long n, long[] counts) {
        MemorySegment m = Native.of(memory);
        int bits = digitBits(n);
        int passes = passes(n, 32);
        Arrays.fill(counts, 0, passes << bits, 0);
        if (bits == WIDE_BITS) {
            countWide(m, a, n, counts);
        } else {
            countNarrow(m, a, n, counts);
        }
        long from = a;
        long to = b;
        for (int pass = 0; pass < passes; pass++) {
            if (begin(counts, pass << bits, 1 << bits, n)) {
                passInts(m, from, to, n, counts, pass << bits, pass * bits, (1 << bits) - 1);
                long swap = from;
                from = to;
                to = swap;
            }
        }
        return from;
    }

    private static void countWide(MemorySegment m, long a, long n, long[] counts) {
        for (long at = a; at < a + n * 4; at += 4) {
            int key = m.get(JAVA_INT, at);
            counts[key & 0x7FF]++;
            counts[0x800 + (key >>> 11 & 0x7FF)]++;
            counts[0x1000 + (key >>> 22)]++;
        }
    }

    private static void countNarrow(MemorySegment m, long a, long n, long[] counts) {
        for (long at = a; at < a + n * 4; at += 4) {
            int key = m.get(JAVA_INT, at);
            counts[key & 0xFF]++;
            counts[0x100 + (key >>> 8 & 0xFF)]++;
            counts[0x200 + (key >>> 16 & 0xFF)]++;
            counts[0x300 + (key >>> 24)]++;
        }
    }

    private static void passInts(MemorySegment m, long from, long to, long n, long[] starts, int first, int shift,
            int mask) {
        for (long at = from; at < from + n * 4; at += 4) {
            int key = m.get(JAVA_INT, at);
            long place = starts[first + (key >>> shift & mask)]++;
            m.set(JAVA_INT, to + place * 4, key);
        }
    }

    /**
     * Sorts by the bits of 64-bit keys from one on, and returns which of the two runs holds them then.
     *
     * @param paired whether each key has a companion of 64 bits behind it
     */
    static long words(MemorySegment memory, long a, long b, long n, int fromBit, boolean paired, long[] counts) {
        MemorySegment m = Native.of(memory);
        int bits = digitBits(n);
        int passes = passes(n, 64 - fromBit);
        count(m, a, n, fromBit, bits, passes, paired ? 16 : 8, counts);
        long from = a;
        long to = b;
        for (int pass = 0; pass < passes; pass++) {
            if (begin(counts, pass << bits, 1 << bits, n)) {
                int shift = fromBit + pass * bits;
                if (paired) {
                    passPairs(m, from, to, n, counts, pass << bits, shift, (1 << bits) - 1);
                } else {
                    passLongs(m, from, to, n, counts, pass << bits, shift, (1 << bits) - 1);
                }
                long swap = from;
                from = to;
                to = swap;
            }
        }
        return from;
    }

    private static void count(MemorySegment m, long a, long n, int fromBit, int bits, int passes, long width,
            long[] counts) {
        int mask = (1 << bits) - 1;
        Arrays.fill(counts, 0, passes << bits, 0);
        for (long at = a; at < a + n * width; at += width) {
            long key = m.get(JAVA_LONG, at) >>> fromBit;
            for (int pass = 0; pass < passes; pass++) {
                counts[(pass << bits) + ((int) (key >>> pass * bits) & mask)]++;
            }
        }
    }

    private static void passLongs(MemorySegment m, long from, long to, long n, long[] starts, int first, int shift,
            int mask) {
        for (long at = from; at < from + n * 8; at += 8) {
            long key = m.get(JAVA_LONG, at);
            long place = starts[first + ((int) (key >>> shift) & mask)]++;
            m.set(JAVA_LONG, to + place * 8, key);
        }
    }

    private static void passPairs(MemorySegment m, long from, long to, long n, long[] starts, int first, int shift,
            int mask) {
        for (long at = from; at < from + n * 16; at += 16) {
            long key = m.get(JAVA_LONG, at);
            long place = to + 16 * starts[first + ((int) (key >>> shift) & mask)]++;
            m.set(JAVA_LONG, place, key);
            m.set(JAVA_LONG, place + 8, m.get(JAVA_LONG, at + 8));
        }
    }
}

package lanegrad.kernels.base;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import lanegrad.array.DType;

/**
 * Elements as integers that have their order: equal for the two zeros, and greatest for NaN. The complement of a key
 * has the reverse order. Keys of the types up to four bytes fit into 32 bits.
 */
final class SortKeys {

    private SortKeys() {
    }

    /** The key of a float: negative numbers have all bits but the sign's turned, so that the greater is less. */
    static int of(float x) {
        int bits = Float.floatToRawIntBits(x + 0.0f); // which makes the zeros equal
        return x != x ? Integer.MAX_VALUE : bits ^ bits >> 31 & Integer.MAX_VALUE;
    }

    static long of(double x) {
        long bits = Double.doubleToRawLongBits(x + 0.0);
        return x != x ? Long.MAX_VALUE : bits ^ bits >> 63 & Long.MAX_VALUE;
    }

    static float toFloat(int key) {
        return key == Integer.MAX_VALUE ? Float.NaN : Float.intBitsToFloat(key ^ key >> 31 & Integer.MAX_VALUE);
    }

    static double toDouble(long key) {
        return key == Long.MAX_VALUE ? Double.NaN : Double.longBitsToDouble(key ^ key >> 63 & Long.MAX_VALUE);
    }

    /** Whether keys fit into 32 bits. */
    static boolean isNarrow(DType dtype) {
        return dtype.bytes() <= 4;
    }

    /** The key of one element; the position is in elements. */
    static long of(DType dtype, MemorySegment x, long at) {
        return switch (dtype) {
            case F32 -> of(x.get(JAVA_FLOAT, at * 4));
            case F64 -> of(x.get(JAVA_DOUBLE, at * 8));
            case I32 -> x.get(JAVA_INT, at * 4);
            case I64 -> x.get(JAVA_LONG, at * 8);
            default -> x.get(JAVA_BYTE, at) == 0 ? 0 : 1;
        };
    }

    /**
     * The keys of a run of elements, which begin at a position and lie a stride apart, both in elements.
     *
     * @param flip 0, or -1 for the reverse order
     * @return whether there is a negative zero, which its key does not tell from the other
     */
    static boolean read(DType dtype, MemorySegment x, long at, long stride, long flip, long[] keys, float[] floats,
            int n) {
        if (dtype == DType.F32 && stride == 1) {
            MemorySegment.copy(x, JAVA_FLOAT, at * 4, floats, 0, n);
            return ofRun(floats, flip, keys, n);
        }
        boolean signs = false;
        switch (dtype) {
            case F32 -> {
                for (int i = 0; i < n; i++) {
                    float value = x.get(JAVA_FLOAT, (at + i * stride) * 4);
                    signs |= Float.floatToRawIntBits(value) == Integer.MIN_VALUE;
                    keys[i] = of(value) ^ flip;
                }
            }
            case F64 -> {
                for (int i = 0; i < n; i++) {
                    double value = x.get(JAVA_DOUBLE, (at + i * stride) * 8);
                    signs |= Double.doubleToRawLongBits(value) == Long.MIN_VALUE;
                    keys[i] = of(value) ^ flip;
                }
            }
            case I32 -> {
                for (int i = 0; i < n; i++) {
                    keys[i] = x.get(JAVA_INT, (at + i * stride) * 4) ^ flip;
                }
            }
            case I64 -> {
                for (int i = 0; i < n; i++) {
                    keys[i] = x.get(JAVA_LONG, (at + i * stride) * 8) ^ flip;
                }
            }
            default -> {
                for (int i = 0; i < n; i++) {
                    keys[i] = (x.get(JAVA_BYTE, at + i * stride) == 0 ? 0 : 1) ^ flip;
                }
            }
        }
        return signs;
    }

    private static boolean ofRun(float[] floats, long flip, long[] keys, int n) {
        int signs = 0;
        for (int i = 0; i < n; i++) {
            int bits = Float.floatToRawIntBits(floats[i]);
            signs |= bits == Integer.MIN_VALUE ? 1 : 0;
            keys[i] = of(floats[i]) ^ flip;
        }
        return signs != 0;
    }

    /** Writes the elements that have keys. */
    static void write(DType dtype, MemorySegment to, long at, long stride, long flip, long[] keys, int n) {
        switch (dtype) {
            case F32 -> {
                for (int i = 0; i < n; i++) {
                    to.set(JAVA_FLOAT, (at + i * stride) * 4, toFloat((int) (keys[i] ^ flip)));
                }
            }
            case F64 -> {
                for (int i = 0; i < n; i++) {
                    to.set(JAVA_DOUBLE, (at + i * stride) * 8, toDouble(keys[i] ^ flip));
                }
            }
            case I32 -> {
                for (int i = 0; i < n; i++) {
                    to.set(JAVA_INT, (at + i * stride) * 4, (int) (keys[i] ^ flip));
                }
            }
            case I64 -> {
                for (int i = 0; i < n; i++) {
                    to.set(JAVA_LONG, (at + i * stride) * 8, keys[i] ^ flip);
                }
            }
            default -> {
                for (int i = 0; i < n; i++) {
                    to.set(JAVA_BYTE, at + i * stride, (byte) (keys[i] ^ flip));
                }
            }
        }
    }
}

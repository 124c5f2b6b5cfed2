package lanegrad.kernels.base;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import lanegrad.array.DType;
import lanegrad.array.HalfPrecision;

/**
 * Conversion between element types by way of a tile of doubles or of longs: eight ways in and eight ways out instead of
 * sixty-four loops. Any alignment and any kind of memory will do. A double holds every floating-point type exactly, and
 * a long every integer type, so that a value is rounded once, on the way out.
 */
final class Conversion {

    /** Elements of a tile. */
    static final int TILE = 1024;

    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
    private static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE_UNALIGNED;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
    private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;

    private Conversion() {
    }

    /** Converts a run of n elements, tile by tile. */
    static void row(DType fromType, MemorySegment from, long fromAt, long fromStride, DType toType, MemorySegment to,
            long toAt,
            long toStride, long n, double[] floats, long[] integers) {
        for (long done = 0; done < n; done += TILE) {
            int count = (int) Math.min(TILE, n - done);
            long source = fromAt + done * fromStride;
            long target = toAt + done * toStride;
            if (fromType.isFloating()) {
                read(fromType, from, source, fromStride, floats, count);
                write(toType, to, target, toStride, floats, count);
            } else {
                read(fromType, from, source, fromStride, integers, count);
                write(toType, to, target, toStride, integers, count);
            }
        }
    }

    /** Reads floating-point elements. */
    static void read(DType type, MemorySegment from, long at, long stride, double[] into, int n) {
        switch (type) {
            case F32 -> {
                for (int i = 0; i < n; i++) {
                    into[i] = from.get(FLOAT, (at + i * stride) * 4);
                }
            }
            case F64 -> {
                for (int i = 0; i < n; i++) {
                    into[i] = from.get(DOUBLE, (at + i * stride) * 8);
                }
            }
            case F16 -> {
                for (int i = 0; i < n; i++) {
                    into[i] = HalfPrecision.fromFloat16(from.get(SHORT, (at + i * stride) * 2));
                }
            }
            case BF16 -> {
                for (int i = 0; i < n; i++) {
                    into[i] = HalfPrecision.fromBfloat16(from.get(SHORT, (at + i * stride) * 2));
                }
            }
            default -> throw new IllegalArgumentException(type + " is no floating-point type");
        }
    }

    /** Reads integers and truth values. */
    static void read(DType type, MemorySegment from, long at, long stride, long[] into, int n) {
        switch (type) {
            case I32 -> {
                for (int i = 0; i < n; i++) {
                    into[i] = from.get(INT, (at + i * stride) * 4);
                }
            }
            case I64 -> {
                for (int i = 0; i < n; i++) {
                    into[i] = from.get(LONG, (at + i * stride) * 8);
                }
            }
            case I8 -> {
                for (int i = 0; i < n; i++) {
                    into[i] = from.get(BYTE, at + i * stride);
                }
            }
            case BOOL -> {
                for (int i = 0; i < n; i++) {
                    into[i] = from.get(BYTE, at + i * stride) == 0 ? 0 : 1;
                }
            }
            default -> throw new IllegalArgumentException(type + " is no integer type");
        }
    }

    /** Writes floating-point values, converted to any type. */
    static void write(DType type, MemorySegment to, long at, long stride, double[] values, int n) {
        switch (type) {
            case F32 -> {
                for (int i = 0; i < n; i++) {
                    to.set(FLOAT, (at + i * stride) * 4, (float) values[i]);
                }
            }
            case F64 -> {
                for (int i = 0; i < n; i++) {
                    to.set(DOUBLE, (at + i * stride) * 8, values[i]);
                }
            }
            case I32 -> {
                for (int i = 0; i < n; i++) {
                    to.set(INT, (at + i * stride) * 4, (int) values[i]);
                }
            }
            case I64 -> {
                for (int i = 0; i < n; i++) {
                    to.set(LONG, (at + i * stride) * 8, (long) values[i]);
                }
            }
            case I8 -> {
                for (int i = 0; i < n; i++) {
                    to.set(BYTE, at + i * stride, (byte) (int) values[i]);
                }
            }
            case BOOL -> {
                for (int i = 0; i < n; i++) {
                    to.set(BYTE, at + i * stride, (byte) (values[i] != 0 ? 1 : 0));
                }
            }
            case F16 -> {
                for (int i = 0; i < n; i++) {
                    to.set(SHORT, (at + i * stride) * 2, HalfPrecision.toFloat16(values[i]));
                }
            }
            case BF16 -> {
                for (int i = 0; i < n; i++) {
                    to.set(SHORT, (at + i * stride) * 2, HalfPrecision.toBfloat16(values[i]));
                }
            }
        }
    }

    /** Writes elements from integers. */
    static void write(DType type, MemorySegment to, long at, long stride, long[] values, int n) {
        switch (type) {
            case F32 -> {
                for (int i = 0; i < n; i++) {
                    to.set(FLOAT, (at + i * stride) * 4, values[i]);
                }
            }
            case F64 -> {
                for (int i = 0; i < n; i++) {
                    to.set(DOUBLE, (at + i * stride) * 8, values[i]);
                }
            }
            case I32 -> {
                for (int i = 0; i < n; i++) {
                    to.set(INT, (at + i * stride) * 4, (int) values[i]);
                }
            }
            case I64 -> {
                for (int i = 0; i < n; i++) {
                    to.set(LONG, (at + i * stride) * 8, values[i]);
                }
            }
            case I8 -> {
                for (int i = 0; i < n; i++) {
                    to.set(BYTE, at + i * stride, (byte) values[i]);
                }
            }
            case BOOL -> {
                for (int i = 0; i < n; i++) {
                    to.set(BYTE, at + i * stride, (byte) (values[i] != 0 ? 1 : 0));
                }
            }
            case F16 -> {
                for (int i = 0; i < n; i++) {
                    to.set(SHORT, (at + i * stride) * 2, HalfPrecision.toFloat16(values[i]));
                }
            }
            case BF16 -> {
                for (int i = 0; i < n; i++) {
                    to.set(SHORT, (at + i * stride) * 2, HalfPrecision.toBfloat16(values[i]));
                }
            }
        }
    }
}

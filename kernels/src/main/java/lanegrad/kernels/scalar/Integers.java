package lanegrad.kernels.scalar;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import lanegrad.array.DType;

/**
 * Integers and truth values of every width, as longs. What does not fit is cut off, so that arithmetic wraps around as
 * in the type itself.
 */
final class Integers {

    private Integers() {
    }

    static long get(DType dtype, MemorySegment from, long at) {
        return switch (dtype) {
            case I32 -> from.get(ValueLayout.JAVA_INT, at);
            case I64 -> from.get(ValueLayout.JAVA_LONG, at);
            default -> from.get(ValueLayout.JAVA_BYTE, at);
        };
    }

    static void set(DType dtype, MemorySegment to, long at, long value) {
        switch (dtype) {
            case I32 -> to.set(ValueLayout.JAVA_INT, at, (int) value);
            case I64 -> to.set(ValueLayout.JAVA_LONG, at, value);
            default -> to.set(ValueLayout.JAVA_BYTE, at, (byte) value);
        }
    }
}

package lanegrad.kernels.base;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import lanegrad.array.DType;

/** Writes single results; positions are counted in elements. */
final class Store {

    private Store() {
    }

    static void floating(DType dtype, MemorySegment to, long at, double value) {
        if (dtype == DType.F32) {
            to.set(ValueLayout.JAVA_FLOAT, at * 4, (float) value);
        } else {
            to.set(ValueLayout.JAVA_DOUBLE, at * 8, value);
        }
    }

    static void integer(DType dtype, MemorySegment to, long at, long value) {
        switch (dtype) {
            case I32 -> to.set(ValueLayout.JAVA_INT, at * 4, (int) value);
            case I64 -> to.set(ValueLayout.JAVA_LONG, at * 8, value);
            default -> to.set(ValueLayout.JAVA_BYTE, at, (byte) value);
        }
    }
}

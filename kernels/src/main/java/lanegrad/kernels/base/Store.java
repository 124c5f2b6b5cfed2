package lanegrad.kernels.base;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import lanegrad.array.DType;
import lanegrad.array.HalfPrecision;

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

    /** A number, converted to any type as NdArray.full does. */
    static void number(DType dtype, MemorySegment to, long at, double value) {
        switch (dtype) {
            case F32, F64 -> floating(dtype, to, at, value);
            case I32, I64 -> integer(dtype, to, at, dtype == DType.I32 ? (int) value : (long) value);
            case BOOL -> integer(dtype, to, at, value == 0 ? 0 : 1);
            case I8 -> integer(dtype, to, at, (int) value);
            case BF16 -> to.set(ValueLayout.JAVA_SHORT, at * 2, HalfPrecision.toBfloat16(value));
            case F16 -> to.set(ValueLayout.JAVA_SHORT, at * 2, HalfPrecision.toFloat16(value));
        }
    }
}

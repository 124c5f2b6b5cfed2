package lanegrad.kernels.base;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import lanegrad.array.DType;

/**
 * Tiles of doubles read from F32 and F64 arrays and written back. A run without gaps goes through an array of its own
 * type: a copy of memory and a loop over two arrays, which HotSpot makes vectors of, take a third of the time of a loop
 * over a segment.
 */
final class Runs {

    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;
    private static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE;

    private Runs() {
    }

    /** Reads n elements; position and stride are in elements. */
    static void read(DType type, MemorySegment from, long at, long stride, double[] into, float[] floats, int n) {
        if (stride != 1) {
            Conversion.read(type, from, at, stride, into, n);
        } else if (type == DType.F64) {
            MemorySegment.copy(from, DOUBLE, at * 8, into, 0, n);
        } else {
            MemorySegment.copy(from, FLOAT, at * 4, floats, 0, n);
            for (int i = 0; i < n; i++) {
                into[i] = floats[i];
            }
        }
    }

    /** Writes n elements. */
    static void write(DType type, MemorySegment to, long at, long stride, double[] values, float[] floats, int n) {
        if (stride != 1) {
            Conversion.write(type, to, at, stride, values, n);
        } else if (type == DType.F64) {
            MemorySegment.copy(values, 0, to, DOUBLE, at * 8, n);
        } else {
            for (int i = 0; i < n; i++) {
                floats[i] = (float) values[i];
            }
            MemorySegment.copy(floats, 0, to, FLOAT, at * 4, n);
        }
    }
}

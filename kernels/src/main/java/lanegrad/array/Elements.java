package lanegrad.array;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.util.Arrays;

/**
 * Single elements of an array, in every type and at any alignment: for people and tests, not for loops that must be
 * fast.
 *
 * <p>A segment does not keep an unscoped array's storage: each method that reads through one ends with a fence on the
 * array.
 */
final class Elements {

    private Elements() {
    }

    /** Where an index tuple lies in the storage, in elements. */
    static long position(NdArray array, long[] index) {
        Shape shape = array.shape();
        if (index.length != shape.rank()) {
            throw new IndexOutOfBoundsException("index " + Arrays.toString(index) + " of shape " + shape + ": "
                    + shape.rank() + " numbers expected");
        }
        long position = array.offset();
        for (int i = 0; i < index.length; i++) {
            if (index[i] < 0 || index[i] >= shape.rawDim(i)) {
                throw new IndexOutOfBoundsException("index " + Arrays.toString(index) + " of shape " + shape + ": "
                        + index[i] + " at axis " + i + " is outside 0.." + (shape.rawDim(i) - 1));
            }
            position += index[i] * array.layout().rawStride(i);
        }
        return position;
    }

    static double getDouble(MemorySegment segment, DType dtype, long at) {
        return switch (dtype) {
            case F32 -> segment.get(DType.FLOAT, at * 4);
            case F64 -> segment.get(DType.DOUBLE, at * 8);
            case I32 -> segment.get(DType.INT, at * 4);
            case I64 -> segment.get(DType.LONG, at * 8);
            case BOOL -> segment.get(ValueLayout.JAVA_BYTE, at) == 0 ? 0 : 1;
            case I8 -> segment.get(ValueLayout.JAVA_BYTE, at);
            case BF16 -> HalfPrecision.fromBfloat16(segment.get(DType.SHORT, at * 2));
            case F16 -> HalfPrecision.fromFloat16(segment.get(DType.SHORT, at * 2));
        };
    }

    private static int getInt(MemorySegment segment, DType dtype, long at) {
        return dtype.isFloating() ? (int) getDouble(segment, dtype, at) : (int) getLong(segment, dtype, at);
    }

    static long getLong(MemorySegment segment, DType dtype, long at) {
        return dtype == DType.I64 ? segment.get(DType.LONG, at * 8) : (long) getDouble(segment, dtype, at);
    }

    static void setDouble(MemorySegment segment, DType dtype, long at, double value) {
        switch (dtype) {
            case F32 -> segment.set(DType.FLOAT, at * 4, (float) value);
            case F64 -> segment.set(DType.DOUBLE, at * 8, value);
            case I32 -> segment.set(DType.INT, at * 4, (int) value);
            case I64 -> segment.set(DType.LONG, at * 8, (long) value);
            case BOOL -> segment.set(ValueLayout.JAVA_BYTE, at, (byte) (value == 0 ? 0 : 1));
            case I8 -> segment.set(ValueLayout.JAVA_BYTE, at, (byte) (int) value);
            case BF16 -> segment.set(DType.SHORT, at * 2, HalfPrecision.toBfloat16(value));
            case F16 -> segment.set(DType.SHORT, at * 2, HalfPrecision.toFloat16(value));
        }
    }

    static void fill(NdArray array, double value) {
        MemorySegment segment = array.writableSegment();
        for (long i = 0, at = array.offset(); i < array.size(); i++, at++) {
            setDouble(segment, array.dtype(), at, value);
        }
        Reference.reachabilityFence(array);
    }

    static float[] toFloats(NdArray array) {
        float[] values = new float[count(array)];
        if (array.dtype() == DType.F32 && array.isContiguous()) {
            MemorySegment.copy(array.segment(), array.byteOffset(), MemorySegment.ofArray(values), 0,
                    4L * values.length);
            Reference.reachabilityFence(array);
            return values;
        }
        Walk walk = new Walk(array);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) getDouble(walk.segment, array.dtype(), walk.next());
        }
        Reference.reachabilityFence(array);
        return values;
    }

    static double[] toDoubles(NdArray array) {
        double[] values = new double[count(array)];
        Walk walk = new Walk(array);
        for (int i = 0; i < values.length; i++) {
            values[i] = getDouble(walk.segment, array.dtype(), walk.next());
        }
        Reference.reachabilityFence(array);
        return values;
    }

    static long[] toLongs(NdArray array) {
        long[] values = new long[count(array)];
        Walk walk = new Walk(array);
        for (int i = 0; i < values.length; i++) {
            values[i] = getLong(walk.segment, array.dtype(), walk.next());
        }
        Reference.reachabilityFence(array);
        return values;
    }

    static int[] toInts(NdArray array) {
        int[] values = new int[count(array)];
        Walk walk = new Walk(array);
        for (int i = 0; i < values.length; i++) {
            values[i] = getInt(walk.segment, array.dtype(), walk.next());
        }
        Reference.reachabilityFence(array);
        return values;
    }

    static boolean[] toBooleans(NdArray array) {
        boolean[] values = new boolean[count(array)];
        Walk walk = new Walk(array);
        for (int i = 0; i < values.length; i++) {
            values[i] = getDouble(walk.segment, array.dtype(), walk.next()) != 0;
        }
        Reference.reachabilityFence(array);
        return values;
    }

    /** A row-major copy in the current scope. */
    static NdArray copy(NdArray array) {
        NdArray copy = NdArray.empty(array.dtype(), array.shape());
        long bytes = array.dtype().bytes();
        MemorySegment to = copy.segment();
        if (array.isContiguous()) {
            MemorySegment.copy(array.segment(), array.byteOffset(), to, 0, array.size() * bytes);
        } else {
            Walk walk = new Walk(array);
            for (long i = 0; i < array.size(); i++) {
                MemorySegment.copy(walk.segment, walk.next() * bytes, to, i * bytes, bytes);
            }
        }
        Reference.reachabilityFence(array);
        return copy;
    }

    private static int count(NdArray array) {
        array.requireUsable();
        if (array.size() > Integer.MAX_VALUE - 8) {
            throw new IllegalStateException("shape " + array.shape() + " does not fit into one Java array");
        }
        return (int) array.size();
    }

    /** The positions of an array's elements, in row-major order. */
    static final class Walk {

        final MemorySegment segment;
        private final Layout layout;
        private final long[] index;
        private long position;

        Walk(NdArray array) {
            segment = array.segment();
            layout = array.layout();
            index = new long[array.rank()];
            position = array.offset();
        }

        long next() {
            long now = position;
            for (int axis = index.length - 1; axis >= 0; axis--) {
                position += layout.rawStride(axis);
                if (++index[axis] < layout.shape().rawDim(axis)) {
                    break;
                }
                position -= index[axis] * layout.rawStride(axis);
                index[axis] = 0;
            }
            return now;
        }
    }
}

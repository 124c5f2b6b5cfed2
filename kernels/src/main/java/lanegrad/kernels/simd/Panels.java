package lanegrad.kernels.simd;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import lanegrad.kernels.base.Native;

/**
 * Packed matrices: panels of {@link #WIDTH} columns, each row-major without gaps, one after another. A product reads
 * such a matrix as its left operand by rows or by columns, or as its right one, always with strides that the compiler
 * knows.
 *
 * <p>These are the only methods of attention that touch the operands' own memory: any strides come in, and the products
 * see heap arrays alone. Missing columns of the last panel are zeros.
 */
final class Panels {

    /** Floats in a panel's row: two vectors, so that a product of 8 rows keeps 16 sums in registers. */
    static final int WIDTH = 2 * Lanes.N;

    /** Rows that a product makes at once; packed operands have a multiple of it. */
    static final int ROWS = 8;

    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    private Panels() {
    }

    /** The panels that a number of columns takes. */
    static int count(int columns) {
        return (columns + WIDTH - 1) / WIDTH;
    }

    /** A number of rows rounded up to whole steps of a product. */
    static int padded(int rows) {
        return (rows + ROWS - 1) / ROWS * ROWS;
    }

    /** The array, or a longer one with nothing in it. */
    static float[] atLeast(float[] array, int length) {
        return array.length >= length ? array : new float[length + (length >> 2)];
    }

    /**
     * Packs rows of an operand.
     *
     * @param from where they lie; strides in bytes
     * @param height rows of each panel, of which the last {@code height - rows} become zeros
     * @return whether all elements are finite, so that a product may multiply them by zero
     */
    static boolean pack(MemorySegment from, long offset, long rowStride, long columnStride, int rows, int columns,
            float[] to,
            int at, int height) {
        int panels = count(columns);
        boolean finite = true;
        for (int p = 0; p < panels; p++) {
            int panel = at + p * height * WIDTH;
            int width = Math.min(WIDTH, columns - p * WIDTH);
            long start = offset + p * WIDTH * columnStride;
            if (columnStride != Float.BYTES) {
                finite &= packStrided(from, start, rowStride, columnStride, rows, width, to, panel);
            } else if (width == WIDTH) {
                finite &= packFull(from, start, rowStride, rows, to, panel);
            } else {
                finite &= packPartial(from, start, rowStride, rows, width, to, panel);
            }
            Arrays.fill(to, panel + rows * WIDTH, panel + height * WIDTH, 0f);
        }
        return finite;
    }

    /** Products with zero gather NaN from every infinity or NaN, and zero from everything else. */
    private static boolean packFull(MemorySegment from, long offset, long rowStride, int rows, float[] to, int at) {
        MemorySegment source = Native.of(from);
        FloatVector check = FloatVector.zero(Lanes.F);
        for (int r = 0; r < rows; r++) {
            FloatVector a = FloatVector.fromMemorySegment(Lanes.F, source, offset + r * rowStride, ORDER);
            FloatVector b = FloatVector.fromMemorySegment(Lanes.F, source, offset + r * rowStride + 4L * Lanes.N,
                    ORDER);
            check = a.mul(0f).add(b.mul(0f)).add(check);
            a.intoArray(to, at + r * WIDTH);
            b.intoArray(to, at + r * WIDTH + Lanes.N);
        }
        return !Lanes.FLOATS.cast(check).test(VectorOperators.IS_NAN).anyTrue();
    }

    private static boolean packPartial(MemorySegment from, long offset, long rowStride, int rows, int width, float[] to,
            int at) {
        MemorySegment source = Native.of(from);
        FloatVector check = FloatVector.zero(Lanes.F);
        VectorMask<Float> first = Lanes.F.indexInRange(0, width);
        VectorMask<Float> second = Lanes.F.indexInRange(Lanes.N, width);
        for (int r = 0; r < rows; r++) {
            FloatVector a = FloatVector.fromMemorySegment(Lanes.F, source, offset + r * rowStride, ORDER, first);
            FloatVector b = FloatVector.zero(Lanes.F);
            if (width > Lanes.N) {
                b = FloatVector.fromMemorySegment(Lanes.F, source, offset + r * rowStride + 4L * Lanes.N, ORDER,
                        second);
            }
            check = a.mul(0f).add(Lanes.FLOATS.cast(b).mul(0f)).add(check);
            a.intoArray(to, at + r * WIDTH);
            b.intoArray(to, at + r * WIDTH + Lanes.N);
        }
        return !Lanes.FLOATS.cast(check).test(VectorOperators.IS_NAN).anyTrue();
    }

    private static boolean packStrided(MemorySegment from, long offset, long rowStride, long columnStride, int rows,
            int width, float[] to, int at) {
        MemorySegment source = Native.of(from);
        float check = 0;
        for (int r = 0; r < rows; r++) {
            int row = at + r * WIDTH;
            for (int c = 0; c < width; c++) {
                float value = source.get(ValueLayout.JAVA_FLOAT, offset + r * rowStride + c * columnStride);
                check += value * 0f;
                to[row + c] = value;
            }
            Arrays.fill(to, row + width, row + WIDTH, 0f);
        }
        return check == 0;
    }

    /** Multiplies row r of a packed matrix by factor r. */
    static void scaleRows(float[] matrix, int at, int height, int rows, int columns, float[] factors, int ft) {
        int panels = count(columns);
        for (int p = 0; p < panels; p++) {
            for (int r = 0; r < rows; r++) {
                FloatVector f = FloatVector.broadcast(Lanes.F, factors[ft + r]);
                int row = at + (p * height + r) * WIDTH;
                FloatVector.fromArray(Lanes.F, matrix, row).mul(f).intoArray(matrix, row);
                FloatVector.fromArray(Lanes.F, matrix, row + Lanes.N).mul(f).intoArray(matrix, row + Lanes.N);
            }
        }
    }

    /** Multiplies floats by one factor. */
    static void scale(float[] array, int at, int length, float factor) {
        for (int i = at; i < at + length; i++) {
            array[i] *= factor;
        }
    }

    /** Writes rows of a packed matrix to where an operand lies; strides in bytes. */
    static void unpack(float[] from, int at, int height, int rows, int columns, MemorySegment to, long offset,
            long rowStride,
            long columnStride) {
        int panels = count(columns);
        for (int p = 0; p < panels; p++) {
            int panel = at + p * height * WIDTH;
            int width = Math.min(WIDTH, columns - p * WIDTH);
            long start = offset + p * WIDTH * columnStride;
            for (int r = 0; r < rows; r++) {
                if (columnStride == Float.BYTES) {
                    MemorySegment.copy(from, panel + r * WIDTH, to, ValueLayout.JAVA_FLOAT, start + r * rowStride,
                            width);
                } else {
                    unpackStrided(from, panel + r * WIDTH, width, to, start + r * rowStride, columnStride);
                }
            }
        }
    }

    private static void unpackStrided(float[] from, int at, int width, MemorySegment to, long offset,
            long columnStride) {
        MemorySegment target = Native.of(to);
        for (int c = 0; c < width; c++) {
            target.set(ValueLayout.JAVA_FLOAT, offset + c * columnStride, from[at + c]);
        }
    }
}

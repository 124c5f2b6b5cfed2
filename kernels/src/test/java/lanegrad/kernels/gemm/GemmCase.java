package lanegrad.kernels.gemm;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Random;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;

/**
 * A product to be tested: its sizes, and how its operands lie in memory. The numbers follow from the seed.
 *
 * @param type of the elements
 * @param batch leading axes of the result
 * @param m rows
 * @param n columns
 * @param k inner size
 * @param a how the left operand lies
 * @param b how the right one lies
 * @param c how the result lies
 * @param accumulate whether to add
 * @param seed of the numbers
 */
record GemmCase(DType type, long[] batch, int m, int n, int k, Lie a, Lie b, Lie c, boolean accumulate, long seed) {

    /** How a matrix, and a batch of them, lies in memory. */
    enum Lie {
        /** Row after row. */
        ROWS,
        /** Column after column: a transposed view. */
        COLUMNS,
        /** Every second row and every third column of a larger matrix, from an odd place. */
        SPARSE,
        /** Rows from the last to the first. */
        REVERSED,
        /** The batch inside the rows, as attention's heads are. */
        HEADS,
        /** One matrix for the whole batch. */
        SHARED,
        /** As SHARED, with fewer axes than the result has. */
        LOWER_RANK
    }

    NdArray left() {
        return operand(a, m, k, seed);
    }

    NdArray right() {
        return operand(b, k, n, seed + 1);
    }

    NdArray result() {
        return operand(c, m, n, seed + 2);
    }

    private NdArray operand(Lie lie, int rows, int columns, long seed) {
        int rank = batch.length + 2;
        return switch (lie) {
            case ROWS -> filled(shape(batch, rows, columns), seed);
            case COLUMNS -> filled(shape(batch, columns, rows), seed).transpose(-1, -2);
            case SPARSE -> filled(shape(batch, 2 * rows + 1, 3 * columns + 1), seed)
                    .slice(rank - 2, 1, 2 * rows + 1, 2).slice(rank - 1, 1, 3 * columns + 1, 3);
            case REVERSED -> filled(shape(batch, rows, columns), seed).slice(rank - 2, rows - 1, -1, -1);
            case HEADS -> heads(rows, columns, seed);
            case SHARED -> {
                long[] ones = new long[batch.length];
                Arrays.fill(ones, 1);
                yield filled(shape(ones, rows, columns), seed).expand(shape(batch, rows, columns));
            }
            case LOWER_RANK -> filled(Shape.of(rows, columns), seed);
        };
    }

    /** Numbers that are exact in both types, of many magnitudes, so that rounding shows. */
    private NdArray filled(Shape shape, long seed) {
        NdArray array = NdArray.empty(type, shape);
        MemorySegment segment = array.segment();
        Random random = new Random(seed);
        for (long i = 0; i < shape.size(); i++) {
            double value = Math.scalb(random.nextInt(2001) - 1000, -random.nextInt(12));
            if (type == DType.F32) {
                segment.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) value);
            } else {
                segment.setAtIndex(ValueLayout.JAVA_DOUBLE, i, value);
            }
        }
        return array;
    }

    /** [..., rows, columns] as a view of [rows, ..., columns]. */
    private NdArray heads(int rows, int columns, long seed) {
        int rank = batch.length + 2;
        long[] dims = new long[rank];
        int[] order = new int[rank];
        dims[0] = rows;
        System.arraycopy(batch, 0, dims, 1, batch.length);
        dims[rank - 1] = columns;
        for (int axis = 0; axis < batch.length; axis++) {
            order[axis] = axis + 1;
        }
        order[rank - 1] = rank - 1;
        return filled(Shape.of(dims), seed).permute(order);
    }

    static Shape shape(long[] leading, long rows, long columns) {
        long[] dims = Arrays.copyOf(leading, leading.length + 2);
        dims[leading.length] = rows;
        dims[leading.length + 1] = columns;
        return Shape.of(dims);
    }

    @Override
    public String toString() {
        return type + " " + Arrays.toString(batch) + " of " + m + " x " + k + " " + a + " x " + k + " x " + n + " " + b
                + (accumulate ? " added to " : " into ") + c + ", seed " + seed;
    }
}

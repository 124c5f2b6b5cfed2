package lanegrad.kernels.simd;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;
import lanegrad.kernels.base.Native;
import lanegrad.kernels.base.GemmRowLeaf;

/**
 * One row times a matrix, where it lies: each element of the matrix is used once, so that packing would cost more than
 * it saves, and the speed is that of memory. Four rows (or columns) of the matrix are read side by side, as streams
 * that the hardware's prefetchers follow.
 */
final class FloatRows implements GemmRowLeaf {

    /** The only one. */
    static final FloatRows INSTANCE = new FloatRows();

    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();
    private static final int LANES = FloatPanels.LANES;
    private static final VectorShuffle<Float> LOW = VectorShuffle.makeZip(SPECIES, 0);
    private static final VectorShuffle<Float> HIGH = VectorShuffle.makeZip(SPECIES, 1);
    private static final VectorShuffle<Float> HALF = VectorShuffle.iota(SPECIES, LANES / 2, 1, true);
    private static final VectorShuffle<Float> QUARTER = VectorShuffle.iota(SPECIES, LANES / 4, 1, true);

    private FloatRows() {
    }

    @Override
    public void gather(MemorySegment from, long at, long stride, int count, float[] row) {
        MemorySegment source = Native.of(from);
        if (stride == 1) {
            MemorySegment.copy(source, ValueLayout.JAVA_FLOAT, at * Float.BYTES, row, 0, count);
        } else {
            for (int i = 0; i < count; i++) {
                row[i] = source.get(ValueLayout.JAVA_FLOAT, (at + i * stride) * Float.BYTES);
            }
        }
    }

    @Override
    public void add(float[] row, int steps, MemorySegment b, long at, long rowStride, long columnStride, int columns,
            float[] out, int first, float[] lanes) {
        if (rowStride == 1 && (columnStride != 1 || columns < LANES)) {
            addDots(row, steps, b, at * Float.BYTES, columnStride * Float.BYTES, columns, out, first, lanes);
        } else {
            addMultiples(row, steps, b, at * Float.BYTES, rowStride * Float.BYTES, columns, out, first);
        }
    }

    @Override
    public void store(float[] out, int columns, MemorySegment to, long at, long columnStride, boolean add) {
        MemorySegment c = Native.of(to);
        if (columnStride == 1) {
            for (int column = 0; column < columns; column += LANES) {
                long place = (at + column) * Float.BYTES;
                VectorMask<Float> mask = SPECIES.indexInRange(column, columns);
                FloatVector sum = FloatVector.fromArray(SPECIES, out, column, mask);
                if (add) {
                    sum = FloatVector.fromMemorySegment(SPECIES, c, place, ORDER, mask).add(sum);
                }
                sum.intoMemorySegment(c, place, ORDER, mask);
            }
        } else {
            for (int column = 0; column < columns; column++) {
                long place = (at + column * columnStride) * Float.BYTES;
                float sum = add ? c.get(ValueLayout.JAVA_FLOAT, place) + out[column] : out[column];
                c.set(ValueLayout.JAVA_FLOAT, place, sum);
            }
        }
    }

    /** Where the columns of b are neighbours in memory: adds multiples of b's rows. */
    private static void addMultiples(float[] x, int steps, MemorySegment source, long b, long stride, int columns,
            float[] out, int first) {
        int whole = columns - columns % LANES;
        int step = 0;
        for (; step <= steps - 4; step += 4) {
            addFour(x, step, source, b + step * stride, stride, whole, out, first);
        }
        for (; step < steps; step++) {
            addOne(x[step], source, b + step * stride, whole, out, first);
        }
        if (whole < columns) {
            addEnds(x, steps, source, b + whole * (long) Float.BYTES, stride, columns - whole, out, first + whole);
        }
    }

    private static void addFour(float[] x, int step, MemorySegment from, long b, long stride, int columns, float[] out,
            int first) {
        MemorySegment source = Native.of(from);
        FloatVector x0 = FloatVector.broadcast(SPECIES, x[step]);
        FloatVector x1 = FloatVector.broadcast(SPECIES, x[step + 1]);
        FloatVector x2 = FloatVector.broadcast(SPECIES, x[step + 2]);
        FloatVector x3 = FloatVector.broadcast(SPECIES, x[step + 3]);
        long second = b + stride;
        long third = second + stride;
        long fourth = third + stride;
        for (int column = 0; column < columns; column += LANES) {
            long at = column * (long) Float.BYTES;
            FloatVector sum = FloatVector.fromArray(SPECIES, out, first + column);
            sum = FloatVector.fromMemorySegment(SPECIES, source, b + at, ORDER).fma(x0, sum);
            sum = FloatVector.fromMemorySegment(SPECIES, source, second + at, ORDER).fma(x1, sum);
            sum = FloatVector.fromMemorySegment(SPECIES, source, third + at, ORDER).fma(x2, sum);
            sum = FloatVector.fromMemorySegment(SPECIES, source, fourth + at, ORDER).fma(x3, sum);
            sum.intoArray(out, first + column);
        }
    }

    private static void addOne(float x, MemorySegment b, long at, int columns, float[] out, int first) {
        MemorySegment source = Native.of(b);
        FloatVector factor = FloatVector.broadcast(SPECIES, x);
        for (int column = 0; column < columns; column += LANES) {
            FloatVector sum = FloatVector.fromArray(SPECIES, out, first + column);
            FloatVector.fromMemorySegment(SPECIES, source, at + column * (long) Float.BYTES, ORDER).fma(factor, sum)
                    .intoArray(out, first + column);
        }
    }

    /**
     * Adds multiples of what rows have beyond whole vectors. The mask is made and used in this method alone: one that
     * crosses a call is an object, unless the compiler inlines the callee, and it declines to when what it has compiled
     * of that already is large.
     */
    private static void addEnds(float[] x, int steps, MemorySegment b, long at, long stride, int columns, float[] out,
            int first) {
        MemorySegment source = Native.of(b);
        VectorMask<Float> mask = SPECIES.indexInRange(0, columns);
        FloatVector sum = FloatVector.fromArray(SPECIES, out, first, mask);
        for (int step = 0; step < steps; step++) {
            sum = FloatVector.fromMemorySegment(SPECIES, source, at + step * stride, ORDER, mask)
                    .fma(FloatVector.broadcast(SPECIES, x[step]), sum);
        }
        sum.intoArray(out, first, mask);
    }

    /** Where the rows of b are neighbours in memory: each sum runs down a column. */
    private static void addDots(float[] x, int steps, MemorySegment from, long b, long stride, int columns, float[] out,
            int first, float[] lanes) {
        MemorySegment source = Native.of(from);
        int whole = steps - steps % LANES;
        int column = 0;
        for (; column <= columns - 4; column += 4) {
            dotFour(x, source, b + column * stride, stride, whole, lanes);
            out[first + column] += lanes[0];
            out[first + column + 1] += lanes[2];
            out[first + column + 2] += lanes[1];
            out[first + column + 3] += lanes[3];
        }
        for (int rest = column; rest < columns; rest++) {
            dotFour(x, source, b + rest * stride, 0, whole, lanes);
            out[first + rest] += lanes[0];
        }
        for (column = 0; whole < steps && column < columns; column++) {
            long at = b + column * stride;
            float sum = out[first + column];
            for (int step = whole; step < steps; step++) {
                sum = Math.fma(x[step], source.get(ValueLayout.JAVA_FLOAT, at + step * (long) Float.BYTES), sum);
            }
            out[first + column] = sum;
        }
    }

    /** Four sums of products, left in the first four lanes: of columns 0, 2, 1, 3. */
    private static void dotFour(float[] x, MemorySegment from, long b, long stride, int steps, float[] lanes) {
        MemorySegment source = Native.of(from);
        long second = b + stride;
        long third = second + stride;
        long fourth = third + stride;
        FloatVector c0 = FloatVector.zero(SPECIES);
        FloatVector c1 = FloatVector.zero(SPECIES);
        FloatVector c2 = FloatVector.zero(SPECIES);
        FloatVector c3 = FloatVector.zero(SPECIES);
        for (int step = 0; step < steps; step += LANES) {
            long at = step * (long) Float.BYTES;
            FloatVector a = FloatVector.fromArray(SPECIES, x, step);
            c0 = FloatVector.fromMemorySegment(SPECIES, source, b + at, ORDER).fma(a, c0);
            c1 = FloatVector.fromMemorySegment(SPECIES, source, second + at, ORDER).fma(a, c1);
            c2 = FloatVector.fromMemorySegment(SPECIES, source, third + at, ORDER).fma(a, c2);
            c3 = FloatVector.fromMemorySegment(SPECIES, source, fourth + at, ORDER).fma(a, c3);
        }
        // Fold by zipping: halves first, the four sums side by side ever after.
        FloatVector c01 = c0.rearrange(LOW, c1).add(c0.rearrange(HIGH, c1));
        FloatVector c23 = c2.rearrange(LOW, c3).add(c2.rearrange(HIGH, c3));
        FloatVector sums = c01.rearrange(LOW, c23).add(c01.rearrange(HIGH, c23));
        if (LANES >= 8) {
            sums = sums.add(sums.rearrange(HALF));
        }
        if (LANES >= 16) {
            sums = sums.add(sums.rearrange(QUARTER));
        }
        sums.intoArray(lanes, 0);
    }
}

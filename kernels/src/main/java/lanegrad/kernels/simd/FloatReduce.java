package lanegrad.kernels.simd;

import static lanegrad.kernels.simd.Lanes.BYTES;
import static lanegrad.kernels.simd.Lanes.F;
import static lanegrad.kernels.simd.Lanes.FLOATS;
import static lanegrad.kernels.simd.Lanes.N;
import static lanegrad.kernels.simd.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import lanegrad.kernels.ReduceOp;
import lanegrad.kernels.base.Fold;
import lanegrad.kernels.base.Native;
import lanegrad.kernels.base.ReduceLeaf;
import lanegrad.parallel.Scratch;

/** Reductions on vectors. What is left of a run beyond whole vectors is taken element by element, after them. */
final class FloatReduce extends ReduceLeaf {

    /** Rows that go into the columns at a time: those lie in an array, hardly ever at the start of a cache line. */
    private static final int TOGETHER = 8;

    @Override
    protected double run(ReduceOp op, MemorySegment x, long at, int n, Scratch scratch) {
        return switch (op) {
            case SUM -> sum(x, at, n, scratch.floats(0, N));
            case SUM_OF_SQUARES -> squares(x, at, n, scratch.floats(0, N));
            case MAX -> n < N ? scalar(op, x, at, n, Double.NEGATIVE_INFINITY) : max(x, at, n);
            case MIN -> n < N ? scalar(op, x, at, n, Double.POSITIVE_INFINITY) : min(x, at, n);
            default -> scalar(op, x, at, n, Fold.identity(op));
        };
    }

    /** Four sums at once, because one waits four cycles for its last addition. */
    private static double sum(MemorySegment segment, long at, int n, float[] lanes) {
        MemorySegment x = Native.of(segment);
        FloatVector a = FloatVector.zero(F);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        long end = 4L * n;
        long i = 0;
        for (; i <= end - 4 * BYTES; i += 4 * BYTES) {
            a = FloatVector.fromMemorySegment(F, x, at + i, ORDER).add(a);
            b = FloatVector.fromMemorySegment(F, x, at + i + BYTES, ORDER).add(b);
            c = FloatVector.fromMemorySegment(F, x, at + i + 2 * BYTES, ORDER).add(c);
            d = FloatVector.fromMemorySegment(F, x, at + i + 3 * BYTES, ORDER).add(d);
        }
        for (; i <= end - BYTES; i += BYTES) {
            a = FloatVector.fromMemorySegment(F, x, at + i, ORDER).add(a);
        }
        FLOATS.cast(a).add(b).add(FLOATS.cast(c).add(d)).intoArray(lanes, 0);
        double total = LaneFold.inDoubles(lanes);
        for (; i < end; i += 4) {
            total += x.get(ValueLayout.JAVA_FLOAT, at + i);
        }
        return total;
    }

    private static double squares(MemorySegment segment, long at, int n, float[] lanes) {
        MemorySegment x = Native.of(segment);
        FloatVector a = FloatVector.zero(F);
        FloatVector b = a;
        long end = 4L * n;
        long i = 0;
        for (; i <= end - 2 * BYTES; i += 2 * BYTES) {
            FloatVector v = FloatVector.fromMemorySegment(F, x, at + i, ORDER);
            FloatVector w = FloatVector.fromMemorySegment(F, x, at + i + BYTES, ORDER);
            a = v.fma(v, a);
            b = w.fma(w, b);
        }
        for (; i <= end - BYTES; i += BYTES) {
            FloatVector v = FloatVector.fromMemorySegment(F, x, at + i, ORDER);
            a = v.fma(v, a);
        }
        FLOATS.cast(a).add(b).intoArray(lanes, 0);
        double total = LaneFold.inDoubles(lanes);
        for (; i < end; i += 4) {
            double v = x.get(ValueLayout.JAVA_FLOAT, at + i);
            total += v * v;
        }
        return total;
    }

    private static double max(MemorySegment segment, long at, int n) {
        MemorySegment x = Native.of(segment);
        FloatVector a = FloatVector.fromMemorySegment(F, x, at, ORDER);
        long end = 4L * n;
        long i = BYTES;
        for (; i <= end - BYTES; i += BYTES) {
            a = FloatVector.fromMemorySegment(F, x, at + i, ORDER).max(a);
        }
        a = FLOATS.cast(a);
        a = N > 8 ? a.max(a.rearrange(LaneFold.BY_8)) : a;
        a = N > 4 ? a.max(a.rearrange(LaneFold.BY_4)) : a;
        a = a.max(a.rearrange(LaneFold.BY_2));
        a = a.max(a.rearrange(LaneFold.BY_1));
        return Math.max(a.lane(0),
                scalar(ReduceOp.MAX, x, at + i, (int) (end - i) / 4, Double.NEGATIVE_INFINITY));
    }

    private static double min(MemorySegment segment, long at, int n) {
        MemorySegment x = Native.of(segment);
        FloatVector a = FloatVector.fromMemorySegment(F, x, at, ORDER);
        long end = 4L * n;
        long i = BYTES;
        for (; i <= end - BYTES; i += BYTES) {
            a = FloatVector.fromMemorySegment(F, x, at + i, ORDER).min(a);
        }
        a = FLOATS.cast(a);
        a = N > 8 ? a.min(a.rearrange(LaneFold.BY_8)) : a;
        a = N > 4 ? a.min(a.rearrange(LaneFold.BY_4)) : a;
        a = a.min(a.rearrange(LaneFold.BY_2));
        a = a.min(a.rearrange(LaneFold.BY_1));
        return Math.min(a.lane(0),
                scalar(ReduceOp.MIN, x, at + i, (int) (end - i) / 4, Double.POSITIVE_INFINITY));
    }

    private static double scalar(ReduceOp op, MemorySegment x, long at, int n, double start) {
        double value = start;
        for (int i = 0; i < n; i++) {
            double v = x.get(ValueLayout.JAVA_FLOAT, at + 4L * i);
            value = switch (op) {
                case MAX -> Math.max(value, v);
                case MIN -> Math.min(value, v);
                case PROD -> value * v;
                default -> throw new IllegalArgumentException(op + " is not for this loop");
            };
        }
        return value;
    }

    @Override
    protected void deviations(MemorySegment x, long at, int n, float centre, double[] sums, Scratch scratch) {
        MemorySegment source = Native.of(x);
        FloatVector mean = FloatVector.broadcast(F, centre);
        FloatVector sum = FloatVector.zero(F);
        FloatVector squares = sum;
        long end = 4L * n;
        long i = 0;
        for (; i <= end - BYTES; i += BYTES) {
            FloatVector d = FloatVector.fromMemorySegment(F, source, at + i, ORDER).sub(mean);
            sum = d.add(sum);
            squares = d.fma(d, squares);
        }
        float[] lanes = scratch.floats(0, N);
        FLOATS.cast(sum).intoArray(lanes, 0);
        double total = LaneFold.inDoubles(lanes);
        FLOATS.cast(squares).intoArray(lanes, 0);
        double totalSquares = LaneFold.inDoubles(lanes);
        for (; i < end; i += 4) {
            double d = source.get(ValueLayout.JAVA_FLOAT, at + i) - centre;
            total += d;
            totalSquares += d * d;
        }
        sums[0] += total;
        sums[1] += totalSquares;
    }

    @Override
    protected void columns(ReduceOp op, MemorySegment x, long at, long stride, int rows, float[] columns, int n) {
        MemorySegment source = Native.of(x);
        for (int row = 0; row < rows; row += TOGETHER) {
            int some = Math.min(TOGETHER, rows - row);
            long from = at + row * stride;
            int whole = switch (op) {
                case SUM -> addRows(source, from, stride, some, columns, n);
                case SUM_OF_SQUARES -> addSquares(source, from, stride, some, columns, n);
                case MAX -> maxRows(source, from, stride, some, columns, n);
                case MIN -> minRows(source, from, stride, some, columns, n);
                default -> 0;
            };
            for (int i = 0; i < some && whole < n; i++) {
                rest(op, source, from + i * stride, columns, whole, n);
            }
        }
    }

    private static void rest(ReduceOp op, MemorySegment x, long at, float[] columns, int whole, int n) {
        for (int j = whole; j < n; j++) {
            float v = x.get(ValueLayout.JAVA_FLOAT, at + 4L * j);
            columns[j] = switch (op) {
                case SUM -> columns[j] + v;
                case SUM_OF_SQUARES -> Math.fma(v, v, columns[j]);
                case MAX -> Math.max(columns[j], v);
                case MIN -> Math.min(columns[j], v);
                default -> columns[j] * v;
            };
        }
    }

    private static int addRows(MemorySegment segment, long at, long stride, int rows, float[] columns, int n) {
        MemorySegment x = Native.of(segment);
        int j = 0;
        for (; j <= n - N; j += N) {
            FloatVector a = FloatVector.fromArray(F, columns, j);
            long from = at + 4L * j;
            for (int i = 0; i < rows; i++) {
                a = FloatVector.fromMemorySegment(F, x, from, ORDER).add(a);
                from += stride;
            }
            FLOATS.cast(a).intoArray(columns, j);
        }
        return j;
    }

    private static int addSquares(MemorySegment segment, long at, long stride, int rows, float[] columns, int n) {
        MemorySegment x = Native.of(segment);
        int j = 0;
        for (; j <= n - N; j += N) {
            FloatVector a = FloatVector.fromArray(F, columns, j);
            long from = at + 4L * j;
            for (int i = 0; i < rows; i++) {
                FloatVector v = FloatVector.fromMemorySegment(F, x, from, ORDER);
                a = v.fma(v, a);
                from += stride;
            }
            FLOATS.cast(a).intoArray(columns, j);
        }
        return j;
    }

    private static int maxRows(MemorySegment segment, long at, long stride, int rows, float[] columns, int n) {
        MemorySegment x = Native.of(segment);
        int j = 0;
        for (; j <= n - N; j += N) {
            FloatVector a = FloatVector.fromArray(F, columns, j);
            long from = at + 4L * j;
            for (int i = 0; i < rows; i++) {
                a = FloatVector.fromMemorySegment(F, x, from, ORDER).max(a);
                from += stride;
            }
            FLOATS.cast(a).intoArray(columns, j);
        }
        return j;
    }

    private static int minRows(MemorySegment segment, long at, long stride, int rows, float[] columns, int n) {
        MemorySegment x = Native.of(segment);
        int j = 0;
        for (; j <= n - N; j += N) {
            FloatVector a = FloatVector.fromArray(F, columns, j);
            long from = at + 4L * j;
            for (int i = 0; i < rows; i++) {
                a = FloatVector.fromMemorySegment(F, x, from, ORDER).min(a);
                from += stride;
            }
            FLOATS.cast(a).intoArray(columns, j);
        }
        return j;
    }
}

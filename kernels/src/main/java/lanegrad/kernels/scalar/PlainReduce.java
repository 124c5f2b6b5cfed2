package lanegrad.kernels.scalar;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import lanegrad.kernels.ReduceOp;
import lanegrad.kernels.base.Fold;
import lanegrad.kernels.base.ReduceLeaf;
import lanegrad.parallel.Scratch;

/** Reductions in plain loops, in doubles. */
final class PlainReduce extends ReduceLeaf {

    @Override
    protected double run(ReduceOp op, MemorySegment x, long at, int n, Scratch scratch) {
        double value = Fold.identity(op);
        for (int i = 0; i < n; i++) {
            double v = x.get(ValueLayout.JAVA_FLOAT, at + 4L * i);
            value = switch (op) {
                case SUM -> value + v;
                case SUM_OF_SQUARES -> value + v * v;
                case MAX -> Math.max(value, v);
                case MIN -> Math.min(value, v);
                default -> value * v;
            };
        }
        return value;
    }

    @Override
    protected void deviations(MemorySegment x, long at, int n, float centre, double[] sums, Scratch scratch) {
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < n; i++) {
            double d = x.get(ValueLayout.JAVA_FLOAT, at + 4L * i) - (double) centre;
            sum += d;
            squares += d * d;
        }
        sums[0] += sum;
        sums[1] += squares;
    }

    @Override
    protected void columns(ReduceOp op, MemorySegment x, long at, long stride, int rows, float[] columns, int n) {
        for (int row = 0; row < rows; row++) {
            long from = at + row * stride;
            for (int j = 0; j < n; j++) {
                float v = x.get(ValueLayout.JAVA_FLOAT, from + 4L * j);
                columns[j] = switch (op) {
                    case SUM -> columns[j] + v;
                    case SUM_OF_SQUARES -> columns[j] + v * v;
                    case MAX -> Math.max(columns[j], v);
                    case MIN -> Math.min(columns[j], v);
                    default -> columns[j] * v;
                };
            }
        }
    }
}

package lanegrad.kernels.base;

import lanegrad.kernels.ReduceOp;

/** Reductions of a tile of doubles. */
final class DoubleLoops {

    private DoubleLoops() {
    }

    static double run(ReduceOp op, double[] x, int n) {
        return switch (op) {
            case SUM -> sum(x, n);
            case SUM_OF_SQUARES -> sumOfSquares(x, n);
            default -> {
                double value = Fold.identity(op);
                for (int i = 0; i < n; i++) {
                    value = Fold.partials(op, value, x[i]);
                }
                yield value;
            }
        };
    }

    /** Four sums at once: the additions of one do not wait for those of another. */
    private static double sum(double[] x, int n) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = 0;
        for (; i + 3 < n; i += 4) {
            a += x[i];
            b += x[i + 1];
            c += x[i + 2];
            d += x[i + 3];
        }
        for (; i < n; i++) {
            a += x[i];
        }
        return (a + b) + (c + d);
    }

    private static double sumOfSquares(double[] x, int n) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = 0;
        for (; i + 3 < n; i += 4) {
            a += x[i] * x[i];
            b += x[i + 1] * x[i + 1];
            c += x[i + 2] * x[i + 2];
            d += x[i + 3] * x[i + 3];
        }
        for (; i < n; i++) {
            a += x[i] * x[i];
        }
        return (a + b) + (c + d);
    }

    static void deviations(double[] x, int n, double centre, double[] sums) {
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < n; i++) {
            double d = x[i] - centre;
            sum += d;
            squares += d * d;
        }
        sums[0] += sum;
        sums[1] += squares;
    }
}

package lanegrad.kernels.scalar;

import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import lanegrad.array.DType;
import lanegrad.kernels.Threshold;
import lanegrad.kernels.base.NormCall;
import lanegrad.kernels.base.NormLeaf;
import lanegrad.kernels.base.RowOperand;
import lanegrad.parallel.Scratch;

/** Softmax, layer norm, RMS norm and cross-entropy in plain loops over doubles, for elements of one type. */
public final class ScalarNorm extends NormLeaf {

    private static final double HIDDEN = Double.NEGATIVE_INFINITY;

    /** Elements that a single sum of squares runs over: a sum of many like terms loses a bit each time it doubles. */
    private static final long BLOCK = 1 << 8;

    private final boolean single;
    private final int bytes;

    /**
     * For a type.
     *
     * @param dtype F32 or F64
     */
    public ScalarNorm(DType dtype) {
        single = dtype == DType.F32;
        bytes = dtype.bytes();
    }

    private double get(RowOperand rows, long at) {
        return single ? rows.segment().get(ValueLayout.JAVA_FLOAT, at)
                : rows.segment().get(ValueLayout.JAVA_DOUBLE, at);
    }

    private void set(RowOperand rows, long at, double value) {
        if (single) {
            rows.segment().set(ValueLayout.JAVA_FLOAT, at, (float) value);
        } else {
            rows.segment().set(ValueLayout.JAVA_DOUBLE, at, value);
        }
    }

    private double greatest(NormCall call, long at) {
        double greatest = HIDDEN;
        for (long i = 0; i < call.n; i++) {
            double v = get(call.x, at + i * bytes);
            greatest = v > greatest ? v : greatest;
        }
        return greatest;
    }

    private double sumOfExponentials(NormCall call, long at, double base) {
        double sum = 0;
        for (long i = 0; i < call.n; i++) {
            sum += SoftmaxExp.exp(get(call.x, at + i * bytes) - base);
        }
        return sum;
    }

    @Override
    protected void softmax(NormCall call, long from, long to) {
        for (long row = from; row < to; row++) {
            long at = call.x.at(row);
            long outAt = call.out.at(row);
            double greatest = greatest(call, at);
            // A row of nothing but -inf has weights exp(-inf - 0) = 0; an infinite maximum gives NaN, as in NumPy.
            double base = greatest == HIDDEN ? 0 : greatest;
            double sum = sumOfExponentials(call, at, base);
            double factor = sum == 0 ? 0 : 1 / sum;
            for (long i = 0; i < call.n; i++) {
                set(call.out, outAt + i * bytes, SoftmaxExp.exp(get(call.x, at + i * bytes) - base) * factor);
            }
        }
    }

    @Override
    protected void softmaxBackward(NormCall call, long from, long to) {
        for (long row = from; row < to; row++) {
            long at = call.x.at(row);
            long gAt = call.g.at(row);
            long outAt = call.out.at(row);
            double sum = 0;
            for (long i = 0; i < call.n; i++) {
                double y = get(call.x, at + i * bytes);
                sum = y == 0 ? sum : Math.fma(y, get(call.g, gAt + i * bytes), sum);
            }
            for (long i = 0; i < call.n; i++) {
                double y = get(call.x, at + i * bytes);
                set(call.out, outAt + i * bytes, y == 0 ? 0 : y * (get(call.g, gAt + i * bytes) - sum));
            }
        }
    }

    /** What logarithms of sums take from elements: the maximum if that is finite, since inf - inf would be NaN. */
    private static double base(double greatest) {
        return Math.abs(greatest) == Double.POSITIVE_INFINITY ? 0 : greatest;
    }

    @Override
    protected void logSoftmax(NormCall call, long from, long to) {
        for (long row = from; row < to; row++) {
            long at = call.x.at(row);
            long outAt = call.out.at(row);
            double base = base(greatest(call, at));
            double sum = sumOfExponentials(call, at, base);
            // A row of nothing but -inf stays one.
            double log = sum == 0 ? 0 : StrictMath.log(sum);
            for (long i = 0; i < call.n; i++) {
                set(call.out, outAt + i * bytes, get(call.x, at + i * bytes) - base - log);
            }
        }
    }

    @Override
    protected void logSoftmaxBackward(NormCall call, long from, long to) {
        for (long row = from; row < to; row++) {
            long at = call.x.at(row);
            long gAt = call.g.at(row);
            long outAt = call.out.at(row);
            double sum = 0;
            for (long i = 0; i < call.n; i++) {
                sum += get(call.g, gAt + i * bytes);
            }
            for (long i = 0; i < call.n; i++) {
                double y = get(call.x, at + i * bytes);
                double g = get(call.g, gAt + i * bytes);
                set(call.out, outAt + i * bytes, y == HIDDEN ? 0 : g - SoftmaxExp.exp(y) * sum);
            }
        }
    }

    @Override
    protected void crossEntropy(NormCall call, long from, long to) {
        for (long row = from; row < to; row++) {
            long at = call.x.at(row);
            double base = base(greatest(call, at));
            double log = StrictMath.log(sumOfExponentials(call, at, base));
            long target = call.target(row);
            double loss = 0;
            if (target != call.ignoreIndex) {
                double score = get(call.x, at + target * bytes);
                // Taken from the maximum, not from the whole sum, nothing cancels; a hidden class is infinitely wrong.
                loss = score == HIDDEN ? Double.POSITIVE_INFINITY : base - score + log;
            }
            set(call.loss, call.loss.at(row), loss);
            set(call.lse, call.lse.at(row), base + log);
        }
    }

    @Override
    protected void crossEntropyBackward(NormCall call, long from, long to) {
        for (long row = from; row < to; row++) {
            long at = call.x.at(row);
            long outAt = call.out.at(row);
            long target = call.target(row);
            double lse = get(call.lse, call.lse.at(row));
            boolean counts = target != call.ignoreIndex && lse != HIDDEN;
            double g = counts ? get(call.g, call.g.at(row)) : 0;
            for (long i = 0; i < call.n; i++) {
                double x = get(call.x, at + i * bytes);
                double p = SoftmaxExp.exp(x - lse) - (i == target ? 1 : 0);
                set(call.out, outAt + i * bytes, !counts || x == HIDDEN ? 0 : g * p);
            }
        }
    }

    private double sum(NormCall call, long at) {
        double sum = 0;
        for (long i = 0; i < call.n; i++) {
            sum += get(call.x, at + i * bytes);
        }
        return sum;
    }

    @Override
    protected void layerNorm(NormCall call, long from, long to) {
        for (long row = from; row < to; row++) {
            long at = call.x.at(row);
            long outAt = call.out.at(row);
            double first = call.n == 0 || !call.centred ? 0 : sum(call, at) / call.n;
            // The second pass takes the first one's mean from each element, and mends it: a constant row has variance
            // 0.
            double shift = 0;
            double squares = 0;
            for (long start = 0; start < call.n; start += BLOCK) {
                double sum = 0;
                double product = 0;
                for (long i = start; i < Math.min(call.n, start + BLOCK); i++) {
                    double v = get(call.x, at + i * bytes) - first;
                    sum += v;
                    product = Math.fma(v, v, product);
                }
                shift += sum;
                squares += product;
            }
            shift = call.n == 0 || !call.centred ? 0 : shift / call.n;
            double mean = first + shift;
            double variance = call.n == 0 ? 0 : Math.max(0, squares / call.n - shift * shift);
            double rstd = variance + call.eps == 0 ? 0 : 1 / Math.sqrt(variance + call.eps);
            for (long i = 0; i < call.n; i++) {
                double v = (get(call.x, at + i * bytes) - mean) * rstd;
                set(call.out, outAt + i * bytes, Math.fma(v, gamma(call, i), beta(call, i)));
            }
            if (call.centred) {
                set(call.mean, call.mean.at(row), mean);
            }
            set(call.rstd, call.rstd.at(row), rstd);
        }
    }

    private double gamma(NormCall call, long i) {
        return call.gamma.isPresent() ? get(call.gamma, call.gamma.at(0) + i * bytes) : 1;
    }

    private double beta(NormCall call, long i) {
        return call.beta.isPresent() ? get(call.beta, call.beta.at(0) + i * bytes) : 0;
    }

    /** What was taken from a row. */
    private double mean(NormCall call, long row) {
        return call.centred ? get(call.mean, call.mean.at(row)) : 0;
    }

    @Override
    protected void layerNormInput(NormCall call, long from, long to) {
        for (long row = from; row < to; row++) {
            long at = call.x.at(row);
            long gAt = call.g.at(row);
            long outAt = call.out.at(row);
            double mean = mean(call, row);
            double rstd = get(call.rstd, call.rstd.at(row));
            double sum = 0;
            double product = 0;
            for (long i = 0; i < call.n; i++) {
                double h = get(call.g, gAt + i * bytes) * gamma(call, i);
                sum += h;
                product = Math.fma(h, (get(call.x, at + i * bytes) - mean) * rstd, product);
            }
            double a = call.centred ? sum / call.n : 0;
            double b = product / call.n;
            for (long i = 0; i < call.n; i++) {
                double v = (get(call.x, at + i * bytes) - mean) * rstd;
                double h = get(call.g, gAt + i * bytes) * gamma(call, i);
                set(call.out, outAt + i * bytes, Math.fma(v, -b, h - a) * rstd);
            }
        }
    }

    @Override
    protected void reserve(Scratch parts, int length) {
        parts.doubles(0, length);
    }

    @Override
    protected void layerNormParameters(NormCall call, long from, long to, Scratch parts, int part) {
        int n = (int) call.n;
        int gamma = 2 * part * n;
        double[] sums = parts.doubles(0, 0);
        Arrays.fill(sums, gamma, gamma + 2 * n, 0);
        for (long row = from; row < to; row++) {
            long at = call.x.at(row);
            long gAt = call.g.at(row);
            double mean = mean(call, row);
            double rstd = get(call.rstd, call.rstd.at(row));
            for (int i = 0; i < n; i++) {
                double g = get(call.g, gAt + (long) i * bytes);
                double v = (get(call.x, at + (long) i * bytes) - mean) * rstd;
                sums[gamma + i] = Math.fma(g, v, sums[gamma + i]);
                sums[gamma + n + i] += g;
            }
        }
    }

    @Override
    protected void layerNormMerge(NormCall call, long from, long to, Scratch parts, int count) {
        merge(call.dgamma, from, to, parts.doubles(0, 0), 0, 2 * (int) call.n, count);
        merge(call.dbeta, from, to, parts.doubles(0, 0), (int) call.n, 2 * (int) call.n, count);
    }

    private void merge(RowOperand out, long from, long to, double[] parts, int at, int stride, int count) {
        if (!out.isPresent()) {
            return;
        }
        for (int i = (int) from; i < to; i++) {
            double sum = 0;
            for (int part = 0; part < count; part++) {
                sum += parts[at + part * stride + i];
            }
            set(out, out.at(0) + (long) i * bytes, sum);
        }
    }

    @Override
    protected List<Threshold> thresholds() {
        return List.of();
    }
}

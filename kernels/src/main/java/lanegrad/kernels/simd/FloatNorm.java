package lanegrad.kernels.simd;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import lanegrad.kernels.Threshold;
import lanegrad.kernels.base.NormCall;
import lanegrad.kernels.base.NormLeaf;
import lanegrad.kernels.base.RowOperand;
import lanegrad.kernels.scalar.FloatLog;
import lanegrad.parallel.Scratch;

/** Softmax, layer norm, RMS norm and cross-entropy on vectors of floats, a row after another. */
final class FloatNorm extends NormLeaf {

    /** Exponentials that are kept until their sum is known; of longer rows they are taken twice. */
    static final int KEPT = 1 << 16;

    private static final float HIDDEN = Float.NEGATIVE_INFINITY;

    private static int kept(NormCall call) {
        return (int) Math.min(KEPT, call.n);
    }

    @Override
    protected void softmax(NormCall call, long from, long to) {
        MemorySegment x = call.x.segment();
        MemorySegment out = call.out.segment();
        Scratch scratch = Scratch.take();
        float[] lanes = scratch.floats(0, Lanes.N);
        float[] e = scratch.floats(1, kept(call));
        for (long row = from; row < to; row++) {
            long at = call.x.at(row);
            long outAt = call.out.at(row);
            float greatest = FloatSoftmax.greatest(x, at, call.n);
            // A row of nothing but -inf has weights exp(-inf - 0) = 0; an infinite maximum gives NaN, as in NumPy.
            float base = greatest == HIDDEN ? 0 : greatest;
            float sum = sumOfExponentials(call, at, base, e, lanes);
            float factor = sum == 0 ? 0 : 1 / sum;
            for (long i = 0; i < call.n; i += KEPT) {
                int n = (int) Math.min(KEPT, call.n - i);
                if (call.n > KEPT) {
                    FloatSoftmax.exponentials(x, at + 4 * i, n, base, e, lanes);
                }
                FloatSoftmax.scale(e, n, factor, out, outAt + 4 * i);
            }
        }
        scratch.give();
    }

    /** Over a row; those of its last part stay in e. */
    private static float sumOfExponentials(NormCall call, long at, float base, float[] e, float[] lanes) {
        float sum = 0;
        for (long i = 0; i < call.n; i += KEPT) {
            int n = (int) Math.min(KEPT, call.n - i);
            sum += FloatSoftmax.exponentials(call.x.segment(), at + 4 * i, n, base, e, lanes);
        }
        return sum;
    }

    @Override
    protected void softmaxBackward(NormCall call, long from, long to) {
        MemorySegment y = call.x.segment();
        MemorySegment g = call.g.segment();
        Scratch scratch = Scratch.take();
        float[] lanes = scratch.floats(0, Lanes.N);
        for (long row = from; row < to; row++) {
            long at = call.x.at(row);
            long gAt = call.g.at(row);
            float sum = FloatSoftmax.dot(y, at, g, gAt, call.n, lanes);
            FloatSoftmax.softmaxGradient(y, at, g, gAt, call.n, sum, call.out.segment(), call.out.at(row));
        }
        scratch.give();
    }

    @Override
    protected void logSoftmax(NormCall call, long from, long to) {
        MemorySegment x = call.x.segment();
        Scratch scratch = Scratch.take();
        float[] lanes = scratch.floats(0, Lanes.N);
        float[] e = scratch.floats(1, kept(call));
        for (long row = from; row < to; row++) {
            long at = call.x.at(row);
            float greatest = FloatSoftmax.greatest(x, at, call.n);
            float base = base(greatest);
            float sum = sumForLog(call, at, greatest, e, lanes);
            // A row of nothing but -inf stays one.
            float log = sum == 0 ? 0 : FloatLog.log(sum);
            FloatSoftmax.shift(x, at, call.n, base, log, call.out.segment(), call.out.at(row));
        }
        scratch.give();
    }

    /** What logarithms of sums take from elements: the maximum if that is finite, since inf - inf would be NaN. */
    private static float base(float greatest) {
        return Math.abs(greatest) == Float.POSITIVE_INFINITY ? 0 : greatest;
    }

    /** The sum of exponentials relative to {@link #base}. */
    private static float sumForLog(NormCall call, long at, float greatest, float[] e, float[] lanes) {
        if (greatest != Float.POSITIVE_INFINITY) {
            return sumOfExponentials(call, at, base(greatest), e, lanes);
        }
        for (long i = 0; i < 4 * call.n; i += 4) {
            if (Float.isNaN(call.x.segment().get(JAVA_FLOAT, at + i))) {
                return Float.NaN;
            }
        }
        return greatest;
    }

    @Override
    protected void logSoftmaxBackward(NormCall call, long from, long to) {
        MemorySegment y = call.x.segment();
        MemorySegment g = call.g.segment();
        Scratch scratch = Scratch.take();
        float[] lanes = scratch.floats(0, Lanes.N);
        float[] e = scratch.floats(1, kept(call));
        for (long row = from; row < to; row++) {
            long at = call.x.at(row);
            long gAt = call.g.at(row);
            long outAt = call.out.at(row);
            float sum = FloatSoftmax.sum(g, gAt, call.n, lanes);
            for (long i = 0; i < call.n; i += KEPT) {
                int n = (int) Math.min(KEPT, call.n - i);
                FloatSoftmax.exponentials(y, at + 4 * i, n, 0, e, lanes);
                FloatSoftmax.logSoftmaxGradient(y, at + 4 * i, e, n, sum, g, gAt + 4 * i, call.out.segment(),
                        outAt + 4 * i);
            }
        }
        scratch.give();
    }

    @Override
    protected void crossEntropy(NormCall call, long from, long to) {
        MemorySegment x = call.x.segment();
        Scratch scratch = Scratch.take();
        float[] lanes = scratch.floats(0, Lanes.N);
        float[] e = scratch.floats(1, kept(call));
        for (long row = from; row < to; row++) {
            long at = call.x.at(row);
            float greatest = FloatSoftmax.greatest(x, at, call.n);
            float base = base(greatest);
            float log = FloatLog.log(sumForLog(call, at, greatest, e, lanes));
            long target = call.target(row);
            float loss = 0;
            if (target != call.ignoreIndex) {
                float score = x.get(JAVA_FLOAT, at + 4 * target);
                // Taken from the maximum, not from the whole sum, nothing cancels; a hidden class is infinitely wrong.
                loss = score == HIDDEN ? Float.POSITIVE_INFINITY : base - score + log;
            }
            call.loss.segment().set(JAVA_FLOAT, call.loss.at(row), loss);
            call.lse.segment().set(JAVA_FLOAT, call.lse.at(row), base + log);
        }
        scratch.give();
    }

    @Override
    protected void crossEntropyBackward(NormCall call, long from, long to) {
        MemorySegment x = call.x.segment();
        MemorySegment out = call.out.segment();
        Scratch scratch = Scratch.take();
        float[] lanes = scratch.floats(0, Lanes.N);
        float[] e = scratch.floats(1, kept(call));
        for (long row = from; row < to; row++) {
            long at = call.x.at(row);
            long outAt = call.out.at(row);
            long target = call.target(row);
            float lse = element(call.lse, row);
            if (target == call.ignoreIndex || lse == HIDDEN) {
                Arrays.fill(e, 0, kept(call), 0f);
                for (long i = 0; i < call.n; i += KEPT) {
                    FloatSoftmax.scale(e, (int) Math.min(KEPT, call.n - i), 1, out, outAt + 4 * i);
                }
                continue;
            }
            float g = element(call.g, row);
            float score = x.get(JAVA_FLOAT, at + 4 * target);
            for (long i = 0; i < call.n; i += KEPT) {
                int n = (int) Math.min(KEPT, call.n - i);
                FloatSoftmax.exponentials(x, at + 4 * i, n, lse, e, lanes);
                FloatSoftmax.scale(e, n, g, out, outAt + 4 * i);
            }
            if (!Float.isFinite(g)) {
                hide(x, at, out, outAt, call.n);
            }
            if (score != HIDDEN) {
                out.set(JAVA_FLOAT, outAt + 4 * target, out.get(JAVA_FLOAT, outAt + 4 * target) - g);
            }
        }
        scratch.give();
    }

    /** A hidden class has no gradient, not even that of an infinite loss. */
    private static void hide(MemorySegment x, long at, MemorySegment out, long outAt, long n) {
        for (long i = 0; i < 4 * n; i += 4) {
            if (x.get(JAVA_FLOAT, at + i) == HIDDEN) {
                out.set(JAVA_FLOAT, outAt + i, 0);
            }
        }
    }

    private static float element(RowOperand rows, long row) {
        return rows.segment().get(JAVA_FLOAT, rows.at(row));
    }

    /** A parameter in an array, or the same value everywhere where there is none. */
    private static float[] parameter(RowOperand rows, float otherwise, int n, Scratch scratch, int slot) {
        float[] array = scratch.floats(slot, n);
        if (rows.isPresent()) {
            MemorySegment.copy(rows.segment(), JAVA_FLOAT, rows.at(0), array, 0, n);
        } else {
            Arrays.fill(array, 0, n, otherwise);
        }
        return array;
    }

    @Override
    protected void layerNorm(NormCall call, long from, long to) {
        MemorySegment x = call.x.segment();
        int n = (int) call.n;
        Scratch scratch = Scratch.take();
        float[] lanes = scratch.floats(0, Lanes.N);
        float[] sums = scratch.floats(1, 2);
        float[] gamma = parameter(call.gamma, 1, n, scratch, 2);
        float[] beta = parameter(call.beta, 0, n, scratch, 3);
        for (long row = from; row < to; row++) {
            long at = call.x.at(row);
            float first = n == 0 || !call.centred ? 0 : FloatSoftmax.sum(x, at, n, lanes) / n;
            // The second pass takes the first one's mean from each element, and mends it: a constant row has variance
            // 0.
            FloatLayerNorm.moments(x, at, n, first, sums, lanes);
            double shift = n == 0 || !call.centred ? 0 : (double) sums[0] / n;
            double variance = n == 0 ? 0 : Math.max(0, (double) sums[1] / n - shift * shift);
            float mean = (float) (first + shift);
            float rstd = variance + call.eps == 0 ? 0 : (float) (1 / Math.sqrt(variance + call.eps));
            FloatLayerNorm.normalise(x, at, n, mean, rstd, gamma, beta, call.out.segment(), call.out.at(row));
            if (call.centred) {
                call.mean.segment().set(JAVA_FLOAT, call.mean.at(row), mean);
            }
            call.rstd.segment().set(JAVA_FLOAT, call.rstd.at(row), rstd);
        }
        scratch.give();
    }

    /** What was taken from a row. */
    private static float mean(NormCall call, long row) {
        return call.centred ? element(call.mean, row) : 0;
    }

    @Override
    protected void layerNormInput(NormCall call, long from, long to) {
        MemorySegment x = call.x.segment();
        MemorySegment g = call.g.segment();
        int n = (int) call.n;
        Scratch scratch = Scratch.take();
        float[] lanes = scratch.floats(0, Lanes.N);
        float[] sums = scratch.floats(1, 2);
        float[] gamma = parameter(call.gamma, 1, n, scratch, 2);
        for (long row = from; row < to; row++) {
            long at = call.x.at(row);
            long gAt = call.g.at(row);
            float mean = mean(call, row);
            float rstd = element(call.rstd, row);
            FloatLayerNorm.gradientSums(x, at, n, mean, rstd, gamma, g, gAt, sums, lanes);
            float a = call.centred ? sums[0] / n : 0;
            FloatLayerNorm.gradient(x, at, n, mean, rstd, gamma, g, gAt, a, sums[1] / n, call.out.segment(),
                    call.out.at(row));
        }
        scratch.give();
    }

    @Override
    protected void reserve(Scratch parts, int length) {
        parts.floats(0, length);
    }

    @Override
    protected void layerNormParameters(NormCall call, long from, long to, Scratch parts, int part) {
        int n = (int) call.n;
        int gamma = 2 * part * n;
        float[] sums = parts.floats(0, 0);
        Arrays.fill(sums, gamma, gamma + 2 * n, 0f);
        for (long row = from; row < to; row++) {
            FloatLayerNorm.parameters(call.x.segment(), call.x.at(row), n, mean(call, row),
                    element(call.rstd, row), call.g.segment(), call.g.at(row), sums, gamma, gamma + n);
        }
    }

    @Override
    protected void layerNormMerge(NormCall call, long from, long to, Scratch parts, int count) {
        merge(call.dgamma, from, to, parts.floats(0, 0), 0, 2 * (int) call.n, count);
        merge(call.dbeta, from, to, parts.floats(0, 0), (int) call.n, 2 * (int) call.n, count);
    }

    private static void merge(RowOperand out, long from, long to, float[] parts, int at, int stride, int count) {
        if (!out.isPresent()) {
            return;
        }
        long start = out.at(0);
        for (int i = (int) from; i < to; i++) {
            float sum = 0;
            for (int part = 0; part < count; part++) {
                sum += parts[at + part * stride + i];
            }
            out.segment().set(JAVA_FLOAT, start + 4L * i, sum);
        }
    }

    @Override
    protected List<Threshold> thresholds() {
        return List.of(new Threshold("norm", "vector", Lanes.N), new Threshold("norm", "four vectors", 4L * Lanes.N),
                new Threshold("softmax", "exponentials kept", KEPT));
    }
}

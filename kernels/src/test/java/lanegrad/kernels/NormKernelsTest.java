package lanegrad.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.memory.Scope;
import lanegrad.parallel.Parallelism;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class NormKernelsTest {

    private static final float INF = Float.POSITIVE_INFINITY;

    @Property(tries = 300)
    void softmaxAgreesWithTheDefinition(@ForAll long seed) {
        Random random = new Random(seed);
        try (Scope _ = Scope.open()) {
            DType dtype = random.nextBoolean() ? DType.F32 : DType.F64;
            NdArray x = view(random, dtype);
            double scale = Math.pow(10, random.nextInt(4) - 1);
            NdArray g = like(random, x);
            for (Kernels kernels : KernelSets.all()) {
                NdArray scaled = NdArray.empty(dtype, x.shape());
                eachRow(x, row -> {
                    double[] values = row(x, row);
                    for (int i = 0; i < values.length; i++) {
                        values[i] = random.nextInt(20) == 0 ? Double.NEGATIVE_INFINITY : values[i] * scale;
                    }
                    set(scaled, row, values);
                });
                softmaxes(kernels, scaled, g, random.nextBoolean());
            }
        }
    }

    private static void softmaxes(Kernels kernels, NdArray x, NdArray g, boolean apart) {
        NdArray y = output(x, apart);
        NdArray dx = output(x, apart);
        NdArray log = output(x, apart);
        NdArray dlog = output(x, apart);
        kernels.norm().softmax(x, y);
        kernels.norm().softmaxBackward(y, g, dx);
        kernels.norm().logSoftmax(x, log);
        kernels.norm().logSoftmaxBackward(log, g, dlog);
        eachRow(x, row -> {
            double[] values = row(x, row);
            double[] gradients = row(g, row);
            double lse = lse(values);
            double[] weights = new double[values.length];
            double[] logs = new double[values.length];
            double dot = 0;
            double sum = 0;
            for (int i = 0; i < values.length; i++) {
                logs[i] = values[i] == Double.NEGATIVE_INFINITY ? values[i] : values[i] - lse;
                weights[i] = Math.exp(logs[i]);
                dot += weights[i] * gradients[i];
                sum += gradients[i];
            }
            double[] expected = new double[values.length];
            double[] expectedLog = new double[values.length];
            for (int i = 0; i < values.length; i++) {
                expected[i] = weights[i] * (gradients[i] - dot);
                expectedLog[i] = values[i] == Double.NEGATIVE_INFINITY ? 0 : gradients[i] - weights[i] * sum;
            }
            close(kernels, "softmax", x, weights, row(y, row));
            close(kernels, "softmaxBackward", x, expected, row(dx, row));
            close(kernels, "logSoftmax", x, logs, row(log, row));
            close(kernels, "logSoftmaxBackward", x, expectedLog, row(dlog, row));
        });
    }

    private static double lse(double[] values) {
        double greatest = Double.NEGATIVE_INFINITY;
        for (double value : values) {
            greatest = Math.max(greatest, value);
        }
        if (greatest == Double.NEGATIVE_INFINITY) {
            return greatest;
        }
        double sum = 0;
        for (double value : values) {
            sum += Math.exp(value - greatest);
        }
        return greatest + Math.log(sum);
    }

    @Property(tries = 300)
    void layerAndRmsNormAgreeWithTheirDefinitions(@ForAll long seed) {
        Random random = new Random(seed);
        try (Scope _ = Scope.open()) {
            DType dtype = random.nextBoolean() ? DType.F32 : DType.F64;
            NdArray x = view(random, dtype);
            NdArray g = like(random, x);
            NdArray gamma = random.nextBoolean() ? null : vector(random, dtype, x.dim(-1));
            NdArray beta = random.nextBoolean() ? null : vector(random, dtype, x.dim(-1));
            int wanted = 1 + random.nextInt(7);
            for (Kernels kernels : KernelSets.all()) {
                layerNorm(kernels, x, gamma, beta, g, wanted, random.nextBoolean());
                rmsNorm(kernels, x, gamma, g, wanted, random.nextBoolean());
            }
        }
    }

    private static final double EPS = 1e-3;

    private static void layerNorm(Kernels kernels, NdArray x, NdArray gamma, NdArray beta, NdArray g, int wanted,
            boolean apart) {
        NdArray out = output(x, apart);
        NdArray mean = NdArray.empty(x.dtype(), x.shape().remove(-1));
        NdArray rstd = NdArray.empty(x.dtype(), x.shape().remove(-1));
        kernels.norm().layerNorm(x, gamma, beta, EPS, out, mean, rstd);
        NdArray dx = (wanted & 1) == 0 ? null : output(x, apart);
        NdArray dgamma = (wanted & 2) == 0 ? null : NdArray.full(x.dtype(), Shape.of(x.dim(-1)), Double.NaN);
        NdArray dbeta = (wanted & 4) == 0 ? null : NdArray.full(x.dtype(), Shape.of(x.dim(-1)), Double.NaN);
        kernels.norm().layerNormBackward(x, gamma, mean, rstd, g, dx, dgamma, dbeta);
        normed(kernels, true, x, gamma, beta, g, out, rstd, dx, dgamma, dbeta);
        eachRow(x, row -> assertEquals(Arrays.stream(row(x, row)).average().orElse(0), mean.getDouble(row),
                tolerance(x, 1)));
    }

    private static void rmsNorm(Kernels kernels, NdArray x, NdArray gamma, NdArray g, int wanted, boolean apart) {
        NdArray out = output(x, apart);
        NdArray rstd = NdArray.empty(x.dtype(), x.shape().remove(-1));
        kernels.norm().rmsNorm(x, gamma, EPS, out, rstd);
        NdArray dx = (wanted & 1) == 0 ? null : output(x, apart);
        NdArray dgamma = (wanted & 2) == 0 ? null : NdArray.full(x.dtype(), Shape.of(x.dim(-1)), Double.NaN);
        kernels.norm().rmsNormBackward(x, gamma, rstd, g, dx, dgamma);
        normed(kernels, false, x, gamma, null, g, out, rstd, dx, dgamma, null);
    }

    /** Compares with the definition of layer norm, or of RMS norm, which takes no mean from a row. */
    private static void normed(Kernels kernels, boolean centred, NdArray x, NdArray gamma, NdArray beta, NdArray g,
            NdArray out, NdArray rstd, NdArray dx, NdArray dgamma, NdArray dbeta) {
        String name = centred ? "layerNorm" : "rmsNorm";
        int n = (int) x.dim(-1);
        double[] sumGamma = new double[n];
        double[] sumBeta = new double[n];
        double[] ones = new double[n];
        Arrays.fill(ones, 1);
        double[] weights = gamma == null ? ones : gamma.toDoubleArray();
        double[] offsets = beta == null ? new double[n] : beta.toDoubleArray();
        eachRow(x, row -> {
            double[] values = row(x, row);
            double[] gradients = row(g, row);
            double average = centred ? Arrays.stream(values).average().orElse(0) : 0;
            double variance = 0;
            for (double value : values) {
                variance += (value - average) * (value - average) / n;
            }
            double factor = 1 / Math.sqrt(variance + EPS);
            double[] expected = new double[n];
            double[] hat = new double[n];
            double a = 0;
            double b = 0;
            for (int i = 0; i < n; i++) {
                hat[i] = (values[i] - average) * factor;
                expected[i] = hat[i] * weights[i] + offsets[i];
                sumGamma[i] += gradients[i] * hat[i];
                sumBeta[i] += gradients[i];
                a += centred ? gradients[i] * weights[i] / n : 0;
                b += gradients[i] * weights[i] * hat[i] / n;
            }
            close(kernels, name, x, expected, row(out, row));
            assertEquals(factor, rstd.getDouble(row), tolerance(x, factor));
            for (int i = 0; dx != null && i < n; i++) {
                expected[i] = (gradients[i] * weights[i] - a - hat[i] * b) * factor;
            }
            if (dx != null) {
                double[] actual = row(dx, row);
                for (int i = 0; i < n; i++) { // near-constant rows divide small differences by a small deviation
                    assertEquals(expected[i], actual[i], 4 * tolerance(x, factor * factor),
                            kernels.name() + " " + name + " dx");
                }
            }
        });
        if (dgamma != null) {
            sums(kernels, name + " dgamma", x, sumGamma, dgamma.toDoubleArray());
        }
        if (dbeta != null) {
            sums(kernels, name + " dbeta", x, sumBeta, dbeta.toDoubleArray());
        }
    }

    /** Sums over rows: errors grow with their number, not with the result. */
    private static void sums(Kernels kernels, String what, NdArray x, double[] expected, double[] actual) {
        double rows = x.dim(-1) == 0 ? 1 : (double) x.size() / x.dim(-1);
        assertArrayEquals(expected, actual, tolerance(x, 4 * Math.sqrt(rows)), kernels.name() + " " + what);
    }

    @Property(tries = 200)
    void crossEntropyAgreesWithTheDefinition(@ForAll long seed) {
        Random random = new Random(seed);
        try (Scope _ = Scope.open()) {
            DType dtype = random.nextBoolean() ? DType.F32 : DType.F64;
            int rows = random.nextInt(9);
            int classes = 1 + random.nextInt(50);
            NdArray logits = NdArray.empty(dtype, Shape.of(classes, rows));
            RandomViews.fill(random, logits);
            logits = random.nextBoolean() ? logits.transpose(0, 1) : logits.reshape(rows, classes);
            long ignore = random.nextBoolean() ? -100 : random.nextInt(classes);
            long[] targets = new long[2 * rows];
            for (int i = 0; i < rows; i++) {
                targets[2 * i] = random.nextInt(4) == 0 ? ignore : random.nextInt(classes);
            }
            NdArray target = NdArray.of(targets, 2 * rows).slice(0, 0, 2 * rows, 2);
            NdArray g = random.nextBoolean() ? vector(random, dtype, rows)
                    : NdArray.full(dtype, Shape.of(1), 0.5).expand(Shape.of(rows));
            for (Kernels kernels : KernelSets.all()) {
                crossEntropy(kernels, logits, target, ignore, g);
            }
        }
    }

    private static void crossEntropy(Kernels kernels, NdArray logits, NdArray target, long ignore, NdArray g) {
        int rows = (int) logits.dim(0);
        NdArray loss = NdArray.empty(logits.dtype(), Shape.of(rows));
        NdArray lse = NdArray.empty(logits.dtype(), Shape.of(rows));
        NdArray d = output(logits, true);
        kernels.norm().crossEntropy(logits, target, ignore, loss, lse);
        kernels.norm().crossEntropyBackward(logits, target, ignore, lse, g, d);
        for (int row = 0; row < rows; row++) {
            double[] values = row(logits, row);
            double[] expected = new double[values.length];
            int t = (int) target.getLong(row);
            double sum = lse(values);
            assertEquals(sum, lse.getDouble(row), tolerance(logits, sum));
            double wanted = t == ignore ? 0 : sum - values[t];
            assertEquals(wanted, loss.getDouble(row), tolerance(logits, wanted));
            for (int i = 0; t != ignore && i < values.length; i++) {
                expected[i] = g.getDouble(row) * (Math.exp(values[i] - sum) - (i == t ? 1 : 0));
            }
            close(kernels, "crossEntropyBackward", logits, expected, row(d, row));
        }
    }

    @Test
    void isRightOnEachSideOfEveryThreshold() {
        Random random = new Random(1);
        Kernels kernels = Kernels.best();
        for (int n : KernelSets.sizes(kernels.norm().thresholds())) {
            for (int rows : new int[] {1, 3}) {
                try (Scope _ = Scope.open()) {
                    NdArray x = array(random, rows, n);
                    softmaxes(kernels, x, array(random, rows, n), false);
                    layerNorm(kernels, x, vector(random, DType.F32, n), vector(random, DType.F32, n),
                            array(random, rows, n), 7, false);
                    rmsNorm(kernels, x, vector(random, DType.F32, n), array(random, rows, n), 3, false);
                    if (n > 0) {
                        NdArray targets = NdArray.of(new long[rows], rows);
                        crossEntropy(kernels, x, targets, -1, vector(random, DType.F32, rows));
                    }
                }
            }
        }
        for (int rows : new int[] {0, 31, 32, 33, 600}) {
            try (Scope _ = Scope.open()) {
                layerNorm(kernels, array(random, rows, 1000), null, null, array(random, rows, 1000), 7, false);
                layerNorm(kernels, array(random, 40 * rows, 3), null, null, array(random, 40 * rows, 3), 7, false);
            }
        }
    }

    private static NdArray array(Random random, long... dims) {
        NdArray array = NdArray.empty(DType.F32, Shape.of(dims));
        float[] values = new float[(int) array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values.length == 0 ? array : NdArray.of(values, dims);
    }

    @Test
    void gradientsAreThoseOfCentralDifferences() {
        Random random = new Random(2);
        for (Kernels kernels : KernelSets.all()) {
            NormKernels norm = kernels.norm();
            try (Scope _ = Scope.open()) {
                NdArray x = vectors(random, 3, 7);
                NdArray g = vectors(random, 3, 7);
                NdArray y = NdArray.empty(DType.F64, x.shape());
                NdArray dx = NdArray.empty(DType.F64, x.shape());
                norm.softmax(x, y);
                norm.softmaxBackward(y, g, dx);
                differences(x, dx, v -> {
                    norm.softmax(v, y);
                    return dot(y, g);
                });
                norm.logSoftmax(x, y);
                norm.logSoftmaxBackward(y, g, dx);
                differences(x, dx, v -> {
                    norm.logSoftmax(v, y);
                    return dot(y, g);
                });
                NdArray gamma = vector(random, DType.F64, 7);
                NdArray beta = vector(random, DType.F64, 7);
                NdArray mean = NdArray.empty(DType.F64, Shape.of(3));
                NdArray rstd = NdArray.empty(DType.F64, Shape.of(3));
                NdArray dgamma = NdArray.empty(DType.F64, Shape.of(7));
                NdArray dbeta = NdArray.empty(DType.F64, Shape.of(7));
                norm.layerNorm(x, gamma, beta, 1e-5, y, mean, rstd);
                norm.layerNormBackward(x, gamma, mean, rstd, g, dx, dgamma, dbeta);
                ToDoubleFunction<NdArray> layerNorm = _ -> {
                    norm.layerNorm(x, gamma, beta, 1e-5, y, mean, rstd);
                    return dot(y, g);
                };
                differences(x, dx, layerNorm);
                differences(gamma, dgamma, layerNorm);
                differences(beta, dbeta, layerNorm);
                norm.rmsNorm(x, gamma, 1e-5, y, rstd);
                norm.rmsNormBackward(x, gamma, rstd, g, dx, dgamma);
                ToDoubleFunction<NdArray> rmsNorm = _ -> {
                    norm.rmsNorm(x, gamma, 1e-5, y, rstd);
                    return dot(y, g);
                };
                differences(x, dx, rmsNorm);
                differences(gamma, dgamma, rmsNorm);
                NdArray targets = NdArray.of(new long[] {6, 0, 3});
                NdArray lse = NdArray.empty(DType.F64, Shape.of(3));
                NdArray loss = NdArray.empty(DType.F64, Shape.of(3));
                NdArray upstream = vector(random, DType.F64, 3);
                norm.crossEntropy(x, targets, 3, loss, lse);
                norm.crossEntropyBackward(x, targets, 3, lse, upstream, dx);
                differences(x, dx, v -> {
                    norm.crossEntropy(v, targets, 3, loss, lse);
                    return dot(loss, upstream);
                });
            }
        }
    }

    private static NdArray vectors(Random random, long... dims) {
        NdArray array = NdArray.empty(DType.F64, Shape.of(dims));
        RandomViews.fill(random, array);
        return array;
    }

    private static double dot(NdArray a, NdArray b) {
        double[] x = a.toDoubleArray();
        double[] y = b.toDoubleArray();
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * y[i];
        }
        return sum;
    }

    private static void differences(NdArray x, NdArray gradient, ToDoubleFunction<NdArray> loss) {
        double step = 1e-5;
        double[] gradients = gradient.toDoubleArray();
        for (int i = 0; i < gradients.length; i++) {
            long[] at = x.rank() == 1 ? new long[] {i} : new long[] {i / x.dim(1), i % x.dim(1)};
            double value = x.getDouble(at);
            x.set(value + step, at);
            double above = loss.applyAsDouble(x);
            x.set(value - step, at);
            double below = loss.applyAsDouble(x);
            x.set(value, at);
            assertEquals((above - below) / (2 * step), gradients[i], 1e-7);
        }
    }

    /** C5, and NumPy's ways with infinities and NaN; rows of 5, and of 37 with something harmless behind. */
    @Test
    void definesEveryEdge() {
        float nan = Float.NaN;
        edge(new float[] {-INF, -INF, -INF, -INF, -INF}, new float[] {0, 0, 0, 0, 0},
                new float[] {-INF, -INF, -INF, -INF, -INF}, -INF);
        edge(new float[] {-INF, 0, -INF, 0, -INF}, new float[] {0, .5f, 0, .5f, 0},
                new float[] {-INF, -.6931472f, -INF, -.6931472f, -INF}, .6931472f);
        edge(new float[] {-INF, 3, -INF, -INF, -INF}, new float[] {0, 1, 0, 0, 0},
                new float[] {-INF, 0, -INF, -INF, -INF}, 3);
        edge(new float[] {INF, 0, 1, -INF, 2}, new float[] {nan, nan, nan, nan, nan},
                new float[] {nan, -INF, -INF, -INF, -INF},
                INF);
        edge(new float[] {nan, 0, 1, -INF, 2}, new float[] {nan, nan, nan, nan, nan},
                new float[] {nan, nan, nan, nan, nan}, nan);
        edge(new float[] {3e38f, 3e38f, -3e38f, -3e38f, -3e38f}, new float[] {.5f, .5f, 0, 0, 0},
                new float[] {-.6931472f, -.6931472f, -INF, -INF, -INF}, 3e38f);
    }

    private static void edge(float[] x, float[] softmax, float[] logSoftmax, float lse) {
        for (Kernels kernels : KernelSets.all()) {
            for (int n : new int[] {5, 37, 150}) {
                try (Scope _ = Scope.open()) {
                    float[] longer = new float[n];
                    Arrays.fill(longer, -INF);
                    System.arraycopy(x, 0, longer, n - 5, 5);
                    NdArray in = NdArray.of(longer, 1, n);
                    NdArray y = NdArray.empty(DType.F32, in.shape());
                    kernels.norm().softmax(in, y);
                    assertArrayEquals(softmax, y.slice(1, n - 5, n, 1).toFloatArray(), 1e-7f);
                    NdArray g = array(new Random(3), 1, n);
                    NdArray dx = NdArray.empty(DType.F32, in.shape());
                    kernels.norm().softmaxBackward(y, g, dx);
                    hiddenHaveNoGradient(softmax, 0, dx.slice(1, n - 5, n, 1).toFloatArray());
                    kernels.norm().logSoftmax(in, y);
                    assertArrayEquals(logSoftmax, y.slice(1, n - 5, n, 1).toFloatArray(), 1e-6f);
                    kernels.norm().logSoftmaxBackward(y, g, dx);
                    hiddenHaveNoGradient(logSoftmax, -INF, dx.slice(1, n - 5, n, 1).toFloatArray());
                    NdArray loss = NdArray.empty(DType.F32, Shape.of(1));
                    NdArray out = NdArray.empty(DType.F32, Shape.of(1));
                    NdArray target = NdArray.of(new long[] {n - 1});
                    kernels.norm().crossEntropy(in, target, -1, loss, out);
                    assertEquals(lse, (float) out.item(), 1e-6f);
                    assertEquals(Float.isNaN(logSoftmax[4]) ? Float.NaN : -logSoftmax[4], (float) loss.item(), 1e-6f);
                    kernels.norm().crossEntropyBackward(in, target, -1, out, loss, dx);
                    hiddenHaveNoGradient(x, -INF, dx.slice(1, n - 5, n, 1).toFloatArray());
                }
            }
        }
    }

    private static void hiddenHaveNoGradient(float[] values, float hidden, float[] gradient) {
        for (int i = 0; i < 5; i++) {
            if (values[i] == hidden) {
                assertEquals(0, gradient[i]);
            }
        }
    }

    /** Whatever comes back to a score that is hidden, others do not see it: in vectors as behind them. */
    @Test
    void whatIsHiddenTakesNoPartInTheGradient() {
        Random random = new Random(6);
        for (int n : new int[] {3, 20, 37, 70, 150}) {
            for (DType dtype : List.of(DType.F32, DType.F64)) {
                for (Kernels kernels : KernelSets.all()) {
                    try (Scope _ = Scope.open()) {
                        NdArray x = NdArray.empty(dtype, Shape.of(n));
                        NdArray none = NdArray.empty(dtype, Shape.of(n));
                        NdArray strange = NdArray.empty(dtype, Shape.of(n));
                        for (int i = 0; i < n; i++) {
                            boolean hidden = i % 3 == 1;
                            double g = random.nextGaussian();
                            x.set(hidden ? -INF : random.nextGaussian(), i);
                            none.set(hidden ? 0 : g, i);
                            strange.set(hidden ? i % 2 == 0 ? Double.NaN : INF : g, i);
                        }
                        NdArray y = NdArray.empty(dtype, Shape.of(n));
                        NdArray expected = NdArray.empty(dtype, Shape.of(n));
                        NdArray dx = NdArray.empty(dtype, Shape.of(n));
                        kernels.norm().softmax(x, y);
                        kernels.norm().softmaxBackward(y, none, expected);
                        kernels.norm().softmaxBackward(y, strange, dx);
                        assertArrayEquals(expected.toDoubleArray(), dx.toDoubleArray());
                    }
                }
            }
        }
    }

    /** The mean of floats is rounded: what the variance is taken about is mended afterwards. */
    @Test
    void theDeviationOfARowSurvivesAGreatMean() {
        Random random = new Random(7);
        for (int n : new int[] {7, 64, 1000}) {
            for (double mean : new double[] {-1e4, 1e6}) {
                try (Scope _ = Scope.open()) {
                    float[] values = new float[n];
                    double sum = 0;
                    for (int i = 0; i < n; i++) {
                        values[i] = (float) (mean + random.nextGaussian());
                        sum += values[i];
                    }
                    double variance = 0;
                    for (float value : values) {
                        variance += Math.pow(value - sum / n, 2) / n;
                    }
                    NdArray x = NdArray.of(values, 1, n);
                    NdArray rstd = NdArray.empty(DType.F32, Shape.of(1));
                    for (Kernels kernels : KernelSets.all()) {
                        kernels.norm().layerNorm(x, null, null, 0, NdArray.empty(DType.F32, x.shape()),
                                NdArray.empty(DType.F32, Shape.of(1)), rstd);
                        assertEquals(1 / Math.sqrt(variance), rstd.item(), 1e-5, kernels.name() + " " + n);
                    }
                }
            }
        }
    }

    /**
     * T03: a constant row gives beta, however small eps is; T03 P2: dx sums to 0 and is orthogonal to the normalised
     * row.
     */
    @Test
    void layerNormOfConstantAndShiftedRows() {
        Random random = new Random(4);
        for (Kernels kernels : KernelSets.all()) {
            for (double eps : new double[] {1e-5, 1e-12, 0}) {
                for (float constant : new float[] {0.1f, -7.3e6f, 0, 1e-30f}) {
                    try (Scope _ = Scope.open()) {
                        NdArray x = NdArray.full(DType.F32, Shape.of(2, 777), constant);
                        NdArray beta = vector(random, DType.F32, 777);
                        NdArray out = NdArray.empty(DType.F32, x.shape());
                        NdArray mean = NdArray.empty(DType.F32, Shape.of(2));
                        NdArray rstd = NdArray.empty(DType.F32, Shape.of(2));
                        kernels.norm().layerNorm(x, vector(random, DType.F32, 777), beta, eps, out, mean, rstd);
                        assertArrayEquals(beta.toFloatArray(), out.select(0, 1).toFloatArray());
                        assertEquals(constant, (float) mean.getDouble(0));
                        NdArray dx = NdArray.empty(DType.F32, x.shape());
                        kernels.norm().layerNormBackward(x, null, mean, rstd, array(random, 2, 777), dx, null, null);
                        for (float d : dx.toFloatArray()) {
                            assertTrue(Float.isFinite(d));
                        }
                    }
                }
            }
            try (Scope _ = Scope.open()) {
                float[] values = new float[3000];
                for (int i = 0; i < values.length; i++) {
                    values[i] = (float) (1e4 + random.nextGaussian());
                }
                NdArray x = NdArray.of(values, 3, 1000);
                NdArray out = NdArray.empty(DType.F32, x.shape());
                NdArray mean = NdArray.empty(DType.F32, Shape.of(3));
                NdArray rstd = NdArray.empty(DType.F32, Shape.of(3));
                NdArray dx = NdArray.empty(DType.F32, x.shape());
                kernels.norm().layerNorm(x, null, null, 0, out, mean, rstd);
                kernels.norm().layerNormBackward(x, null, mean, rstd, array(random, 3, 1000), dx, null, null);
                for (int row = 0; row < 3; row++) {
                    double[] y = row(out, row);
                    double[] d = row(dx, row);
                    double squares = 0;
                    double sum = 0;
                    double product = 0;
                    for (int i = 0; i < 1000; i++) {
                        squares += y[i] * y[i] / 1000;
                        sum += d[i];
                        product += d[i] * y[i];
                    }
                    assertEquals(1, squares, 1e-3);
                    assertEquals(0, sum, 2e-2);
                    assertEquals(0, product, 5e-2);
                }
            }
        }
    }

    /** T03: without a mean to take away, a constant row gives its sign, and 0 stays 0, even if eps is 0. */
    @Test
    void rmsNormOfConstantRows() {
        for (Kernels kernels : KernelSets.all()) {
            for (float constant : new float[] {0, -7.3e6f, 0.1f}) {
                try (Scope _ = Scope.open()) {
                    NdArray x = NdArray.full(DType.F32, Shape.of(2, 777), constant);
                    NdArray rstd = NdArray.empty(DType.F32, Shape.of(2));
                    NdArray out = NdArray.empty(DType.F32, x.shape());
                    NdArray dx = NdArray.empty(DType.F32, x.shape());
                    kernels.norm().rmsNorm(x, null, 0, out, rstd);
                    kernels.norm().rmsNormBackward(x, null, rstd, array(new Random(3), 2, 777), dx, null);
                    for (int i = 0; i < 777; i++) {
                        assertEquals(Math.signum(constant), out.getDouble(1, i), 1e-6);
                        assertTrue(Double.isFinite(dx.getDouble(1, i)));
                    }
                }
            }
        }
    }

    @Test
    void worksInPlace() {
        for (Kernels kernels : KernelSets.all()) {
            try (Scope _ = Scope.open()) {
                NdArray x = array(new Random(5), 7, 70);
                NdArray y = NdArray.empty(DType.F32, x.shape());
                kernels.norm().softmax(x, y);
                kernels.norm().softmax(x, x);
                assertArrayEquals(y.toFloatArray(), x.toFloatArray());
                NdArray g = array(new Random(6), 7, 70);
                NdArray dx = NdArray.empty(DType.F32, x.shape());
                kernels.norm().softmaxBackward(y, g, dx);
                kernels.norm().softmaxBackward(y, g, g);
                assertArrayEquals(dx.toFloatArray(), g.toFloatArray());
                kernels.norm().logSoftmax(x, y);
                kernels.norm().logSoftmax(x, x);
                assertArrayEquals(y.toFloatArray(), x.toFloatArray());
            }
        }
    }

    @Test
    void sameBitsForAnyNumberOfThreads() {
        Random random = new Random(7);
        for (Kernels kernels : KernelSets.all()) {
            try (Scope _ = Scope.open()) {
                NdArray x = array(random, 3000, 130);
                NdArray gamma = vector(random, DType.F32, 130);
                NdArray g = array(random, 3000, 130);
                NdArray mean = NdArray.empty(DType.F32, Shape.of(3000));
                NdArray rstd = NdArray.empty(DType.F32, Shape.of(3000));
                float[][] first = null;
                for (int threads = 1; threads <= 3; threads++) {
                    try (Parallelism _ = Parallelism.cap(threads)) {
                        NdArray out = NdArray.empty(DType.F32, x.shape());
                        NdArray dx = NdArray.empty(DType.F32, x.shape());
                        NdArray dgamma = NdArray.empty(DType.F32, Shape.of(130));
                        NdArray dbeta = NdArray.empty(DType.F32, Shape.of(130));
                        kernels.norm().layerNorm(x, gamma, gamma, 1e-5, out, mean, rstd);
                        kernels.norm().layerNormBackward(x, gamma, mean, rstd, g, dx, dgamma, dbeta);
                        float[][] result = {out.toFloatArray(), dx.toFloatArray(), dgamma.toFloatArray(),
                            dbeta.toFloatArray()};
                        first = first == null ? result : first;
                        for (int i = 0; i < 4; i++) {
                            assertArrayEquals(first[i], result[i]);
                        }
                    }
                }
            }
        }
    }

    @Tag("heap")
    @Test
    void allocatesNothing() {
        Random random = new Random(8);
        try (Scope _ = Scope.open(); Parallelism _ = Parallelism.cap(1)) {
            NdArray x = array(random, 9, 100);
            NdArray g = array(random, 9, 100);
            NdArray out = NdArray.empty(DType.F32, x.shape());
            NdArray gamma = vector(random, DType.F32, 100);
            NdArray dgamma = vector(random, DType.F32, 100);
            NdArray mean = vector(random, DType.F32, 9);
            NdArray rstd = vector(random, DType.F32, 9);
            NdArray targets = NdArray.of(new long[9]);
            for (Kernels kernels : KernelSets.all()) {
                NormKernels norm = kernels.norm();
                String name = kernels.name() + " ";
                KernelSets.assertAllocatesNothing(name + "softmax", () -> norm.softmax(x, out));
                KernelSets.assertAllocatesNothing(name + "softmaxBackward", () -> norm.softmaxBackward(x, g, out));
                KernelSets.assertAllocatesNothing(name + "logSoftmax", () -> norm.logSoftmax(x, out));
                KernelSets.assertAllocatesNothing(name + "logSoftmaxBackward",
                        () -> norm.logSoftmaxBackward(x, g, out));
                KernelSets.assertAllocatesNothing(name + "layerNorm",
                        () -> norm.layerNorm(x, gamma, null, 1e-5, out, mean, rstd));
                KernelSets.assertAllocatesNothing(name + "layerNormBackward",
                        () -> norm.layerNormBackward(x, gamma, mean, rstd, g, out, dgamma, null));
                KernelSets.assertAllocatesNothing(name + "rmsNorm", () -> norm.rmsNorm(x, gamma, 1e-5, out, rstd));
                KernelSets.assertAllocatesNothing(name + "rmsNormBackward",
                        () -> norm.rmsNormBackward(x, gamma, rstd, g, out, dgamma));
                KernelSets.assertAllocatesNothing(name + "crossEntropy",
                        () -> norm.crossEntropy(x, targets, -1, mean, rstd));
                KernelSets.assertAllocatesNothing(name + "crossEntropyBackward",
                        () -> norm.crossEntropyBackward(x, targets, -1, rstd, mean, out));
            }
        }
    }

    @Test
    void saysWhatDoesNotFit() {
        try (Scope _ = Scope.open()) {
            NdArray x = NdArray.zeros(DType.F32, Shape.of(2, 3));
            NdArray two = NdArray.zeros(DType.F32, Shape.of(2));
            NdArray three = NdArray.zeros(DType.F32, Shape.of(3));
            for (Kernels kernels : KernelSets.all()) {
                NormKernels norm = kernels.norm();
                refuses("softmax: out has shape [3], expected [2, 3]", () -> norm.softmax(x, three));
                refuses("softmax: input has shape [], expected at least one axis",
                        () -> norm.softmax(x.select(0, 0).select(0, 0), three));
                refuses("logSoftmax: input is I64, expected F32 or F64",
                        () -> norm.logSoftmax(NdArray.zeros(DType.I64, x.shape()), x));
                refuses("softmaxBackward: g is F64, expected F32",
                        () -> norm.softmaxBackward(x, NdArray.zeros(DType.F64, x.shape()), x));
                refuses("layerNorm: gamma has shape [2], expected [3], one element a column of [2, 3]",
                        () -> norm.layerNorm(x, two, null, 1e-5, x, two, two));
                refuses("layerNorm: mean has shape [3], expected [2], one element a row of [2, 3]",
                        () -> norm.layerNorm(x, null, null, 1e-5, x, three, two));
                refuses("layerNorm: eps is -1.0, expected a number from 0 up",
                        () -> norm.layerNorm(x, null, null, -1, x, two, two));
                refuses("rmsNorm: gamma has shape [2], expected [3], one element a column of [2, 3]",
                        () -> norm.rmsNorm(x, two, 1e-5, x, two));
                refuses("rmsNorm: eps is NaN, expected a number from 0 up",
                        () -> norm.rmsNorm(x, null, Double.NaN, x, two));
                refuses("rmsNormBackward: rstd has shape [3], expected [2], one element a row of [2, 3]",
                        () -> norm.rmsNormBackward(x, null, three, x, x, null));
                NdArray targets = NdArray.of(new long[] {2, 3});
                NdArray loss = NdArray.full(DType.F32, Shape.of(2), 5);
                assertEquals("crossEntropy: target 3 of row 1 is not a class from 0 to 2 nor the index to ignore, -100",
                        assertThrows(IndexOutOfBoundsException.class,
                                () -> norm.crossEntropy(x, targets, -100, loss, two))
                                .getMessage());
                assertArrayEquals(new float[] {5, 5}, loss.toFloatArray());
                refuses("crossEntropy: logits have shape [3], expected [rows, classes]",
                        () -> norm.crossEntropy(three, targets, -100, loss, two));
                refuses("crossEntropy: targets is F32, expected I64", () -> norm.crossEntropy(x, two, -100, loss, two));
            }
        }
    }

    private static void refuses(String message, Runnable call) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
    }

    /** Of rank 1 at least. */
    private static NdArray view(Random random, DType dtype) {
        NdArray view = RandomViews.view(random, dtype, 40);
        return view.rank() == 0 ? view.unsqueeze(0) : view;
    }

    private static NdArray like(Random random, NdArray x) {
        NdArray array = NdArray.empty(x.dtype(), x.shape());
        RandomViews.fill(random, array);
        return array;
    }

    private static NdArray vector(Random random, DType dtype, long n) {
        NdArray array = NdArray.empty(dtype, Shape.of(n));
        RandomViews.fill(random, array);
        return array;
    }

    /** Row-major, or with the elements of a row apart. */
    private static NdArray output(NdArray x, boolean apart) {
        if (!apart || x.rank() < 2) {
            return NdArray.full(x.dtype(), x.shape(), Double.NaN);
        }
        long[] dims = x.shape().toArray();
        long last = dims[dims.length - 1];
        dims[dims.length - 1] = dims[0];
        dims[0] = last;
        return NdArray.full(x.dtype(), Shape.of(dims), Double.NaN).transpose(0, -1);
    }

    private interface RowAction {
        void of(long... row);
    }

    private static void eachRow(NdArray x, RowAction action) {
        long rows = x.dim(-1) == 0 ? 0 : x.size() / x.dim(-1);
        for (long r = 0; r < rows; r++) {
            long[] row = new long[x.rank() - 1];
            long rest = r;
            for (int axis = row.length - 1; axis >= 0; axis--) {
                row[axis] = rest % x.dim(axis);
                rest /= x.dim(axis);
            }
            action.of(row);
        }
    }

    private static double[] row(NdArray x, long... row) {
        NdArray view = x;
        for (long index : row) {
            view = view.select(0, index);
        }
        return view.toDoubleArray();
    }

    private static void set(NdArray x, long[] row, double[] values) {
        long[] at = Arrays.copyOf(row, row.length + 1);
        for (int i = 0; i < values.length; i++) {
            at[row.length] = i;
            x.set(values[i], at);
        }
    }

    private static double tolerance(NdArray x, double size) {
        return (x.dtype() == DType.F32 ? 1e-5 : 1e-12) * Math.max(1, Math.abs(size));
    }

    private static void close(Kernels kernels, String what, NdArray x, double[] expected, double[] actual) {
        for (int i = 0; i < expected.length; i++) {
            int at = i;
            assertEquals(expected[i], actual[i], tolerance(x, expected[i]),
                    () -> kernels.name() + " " + what + " of " + x.layout() + " element " + at);
        }
    }
}

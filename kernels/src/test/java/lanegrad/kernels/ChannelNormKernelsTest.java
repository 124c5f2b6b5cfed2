package lanegrad.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.function.DoubleSupplier;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.memory.Scope;
import lanegrad.parallel.Parallelism;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ChannelNormKernelsTest {

    private static final double EPS = 1e-3;

    private enum Norm {
        BATCH, GIVEN, GROUP
    }

    /** The operands of a norm and of its gradients; those that are absent are null. */
    private record Operands(NdArray x, NdArray gamma, NdArray beta, NdArray g, NdArray mean, NdArray variance,
            NdArray out, NdArray dx, NdArray dgamma, NdArray dbeta) {

        static Operands of(Random random, Norm norm, NdArray x, long groups, int present) {
            DType dtype = x.dtype();
            Shape channels = Shape.of(x.dim(1));
            NdArray g = RandomViews.output(random, dtype, x.shape());
            RandomViews.fill(random, g);
            Shape of = norm == Norm.GROUP ? Shape.of(x.dim(0), groups) : channels;
            NdArray mean = RandomViews.output(random, dtype, of);
            NdArray variance = NdArray.empty(dtype, of);
            RandomViews.fill(random, mean);
            RandomViews.fill(random, variance);
            for (long c = 0; norm == Norm.GIVEN && c < channels.size(); c++) {
                variance.set(Math.abs(variance.getDouble(c)) + 0.1, c);
            }
            return new Operands(x, (present & 1) == 0 ? null : filled(random, dtype, channels),
                    (present & 2) == 0 ? null : filled(random, dtype, channels), g, mean, variance,
                    RandomViews.output(random, dtype, x.shape()),
                    (present & 4) == 0 ? null : RandomViews.output(random, dtype, x.shape()),
                    (present & 8) == 0 ? null : RandomViews.output(random, dtype, channels),
                    (present & 16) == 0 ? null : NdArray.full(dtype, channels, Double.NaN));
        }

        void run(ChannelNormKernels kernels, Norm norm) {
            switch (norm) {
                case BATCH -> {
                    kernels.batchNorm(x, gamma, beta, EPS, out, mean, variance);
                    kernels.batchNormBackward(x, gamma, mean, variance, EPS, g, dx, dgamma, dbeta);
                }
                case GIVEN -> {
                    kernels.batchNormInference(x, mean, variance, gamma, beta, EPS, out);
                    kernels.batchNormInferenceBackward(x, gamma, mean, variance, EPS, g, dx, dgamma, dbeta);
                }
                case GROUP -> {
                    kernels.groupNorm(x, gamma, beta, EPS, out, mean, variance);
                    kernels.groupNormBackward(x, gamma, mean, variance, EPS, g, dx, dgamma, dbeta);
                }
            }
        }
    }

    private static NdArray filled(Random random, DType dtype, Shape shape) {
        NdArray array = RandomViews.output(random, dtype, shape);
        RandomViews.fill(random, array);
        return array;
    }

    private static NdArray array(Random random, DType dtype, long... dims) {
        NdArray array = NdArray.empty(dtype, Shape.of(dims));
        RandomViews.fill(random, array);
        return array;
    }

    /** Values as [samples, channels, places]. */
    private static double[][][] planes(NdArray x) {
        int samples = (int) x.dim(0);
        int channels = (int) x.dim(1);
        double[] values = x.toDoubleArray();
        int places = values.length == 0 ? 0 : values.length / (samples * channels);
        double[][][] planes = new double[samples][channels][places];
        for (int i = 0; i < values.length; i++) {
            planes[i / (places * channels)][i / places % channels][i % places] = values[i];
        }
        return planes;
    }

    /** Compares with the definition, channel by channel, in doubles. */
    private static void check(String what, Norm norm, Operands operands) {
        double[][][] x = planes(operands.x);
        double[][][] g = planes(operands.g);
        double[][][] out = planes(operands.out);
        double[][][] dx = operands.dx == null ? null : planes(operands.dx);
        int samples = x.length;
        int channels = (int) operands.x.dim(1);
        int places = operands.x.size() == 0 ? 0 : x[0][0].length;
        double[] dgamma = new double[channels];
        double[] dbeta = new double[channels];
        double scale = operands.x.dtype() == DType.F32 ? 2e-5 : 1e-11;
        int groups = norm == Norm.GROUP ? (int) operands.mean.dim(1) : channels;
        int width = groups == 0 ? 0 : channels / groups;
        for (int first = 0; first < (norm == Norm.GROUP ? samples : 1); first++) {
            for (int group = 0; group < groups; group++) {
                int last = norm == Norm.GROUP ? first + 1 : samples;
                double count = (double) (last - first) * width * places;
                double mean = norm == Norm.GIVEN ? operands.mean.getDouble(group) : 0;
                double variance = norm == Norm.GIVEN ? operands.variance.getDouble(group) : 0;
                for (int pass = 0; norm != Norm.GIVEN && pass < 2; pass++) {
                    for (int n = first; n < last; n++) {
                        for (int c = group * width; c < (group + 1) * width; c++) {
                            for (double v : x[n][c]) {
                                mean += pass == 0 ? v / count : 0;
                                variance += pass == 0 ? 0 : (v - mean) * (v - mean) / count;
                            }
                        }
                    }
                }
                long[] at = norm == Norm.GROUP ? new long[] {first, group} : new long[] {group};
                assertEquals(mean, operands.mean.getDouble(at), scale, what + " mean");
                assertEquals(variance, operands.variance.getDouble(at), scale * (1 + variance), what + " variance");
                double rstd = 1 / Math.sqrt(variance + EPS);
                double a = 0;
                double b = 0;
                for (int n = first; n < last; n++) {
                    for (int c = group * width; c < (group + 1) * width; c++) {
                        double gamma = operands.gamma == null ? 1 : operands.gamma.getDouble(c);
                        double beta = operands.beta == null ? 0 : operands.beta.getDouble(c);
                        for (int i = 0; i < places; i++) {
                            double hat = (x[n][c][i] - mean) * rstd;
                            assertEquals(hat * gamma + beta, out[n][c][i],
                                    scale * (1 + Math.abs(gamma) * (rstd + Math.abs(hat))), what);
                            a += g[n][c][i] * gamma / count;
                            b += g[n][c][i] * gamma * hat / count;
                            dgamma[c] += g[n][c][i] * hat;
                            dbeta[c] += g[n][c][i];
                        }
                    }
                }
                for (int n = first; dx != null && n < last; n++) {
                    for (int c = group * width; c < (group + 1) * width; c++) {
                        double gamma = operands.gamma == null ? 1 : operands.gamma.getDouble(c);
                        for (int i = 0; i < places; i++) {
                            double hat = (x[n][c][i] - mean) * rstd;
                            double h = g[n][c][i] * gamma;
                            double expected = norm == Norm.GIVEN ? h * rstd : (h - a - hat * b) * rstd;
                            assertEquals(expected, dx[n][c][i], 4 * scale * (1 + rstd * rstd), what + " dx");
                        }
                    }
                }
            }
        }
        double sums = 4 * scale * Math.sqrt(1 + (double) samples * places) / Math.sqrt(EPS);
        if (operands.dgamma != null) {
            assertArrayEquals(dgamma, operands.dgamma.toDoubleArray(), sums, what + " dgamma");
        }
        if (operands.dbeta != null) {
            assertArrayEquals(dbeta, operands.dbeta.toDoubleArray(), sums, what + " dbeta");
        }
    }

    @Property(tries = 400)
    void agreeWithTheirDefinitions(@ForAll long seed) {
        Random random = new Random(seed);
        try (Scope _ = Scope.open()) {
            DType dtype = random.nextBoolean() ? DType.F32 : DType.F64;
            NdArray x = RandomViews.view(random, dtype, 24);
            while (x.rank() < 2) {
                x = x.unsqueeze(random.nextInt(x.rank() + 1));
            }
            x = x.rank() < 5 && random.nextInt(4) == 0 ? x.unsqueeze(2) : x;
            long groups = 1 + random.nextInt((int) Math.max(1, x.dim(1)));
            while (x.dim(1) % groups != 0) {
                groups--;
            }
            Norm norm = Norm.values()[random.nextInt(3)];
            int present = random.nextInt(32);
            for (Kernels kernels : KernelSets.all()) {
                Operands operands = Operands.of(random, norm, x, groups, present);
                operands.run(kernels.channelNorm(), norm);
                check(kernels.name() + " " + norm + " " + x.layout() + " " + groups, norm, operands);
            }
        }
    }

    /** Samples of one plane, so that its size alone grows; and planes of a size, so that samples grow. */
    @Test
    void areRightOnEachSideOfEveryThreshold() {
        Random random = new Random(1);
        Kernels kernels = Kernels.best();
        for (int n : KernelSets.sizes(kernels.channelNorm().thresholds())) {
            for (Norm norm : Norm.values()) {
                try (Scope _ = Scope.open()) {
                    grows(random, kernels, norm, 1, 1, n);
                    if (n < 40_000) {
                        grows(random, kernels, norm, 3, 2, n);
                        grows(random, kernels, norm, n / 19, 2, 19);
                        grows(random, kernels, norm, 2, n, 1);
                        grows(random, kernels, norm, 7, n / 9, 9);
                    }
                }
            }
        }
    }

    private static void grows(Random random, Kernels kernels, Norm norm, long samples, long channels, long plane) {
        NdArray x = array(random, DType.F32, samples, channels, plane);
        Operands operands = Operands.of(random, norm, x, 1, 31);
        operands.run(kernels.channelNorm(), norm);
        check(norm + " " + x.shape(), norm, operands);
    }

    @Test
    void gradientsAreThoseOfCentralDifferences() {
        Random random = new Random(2);
        for (Kernels kernels : KernelSets.all()) {
            for (Norm norm : Norm.values()) {
                for (long[] dims : new long[][] {{5, 4}, {2, 4, 17}, {2, 4, 2, 3}}) {
                    try (Scope _ = Scope.open()) {
                        Operands operands = Operands.of(random, norm, array(random, DType.F64, dims), 2, 31);
                        operands.run(kernels.channelNorm(), norm);
                        double[] dx = operands.dx.toDoubleArray();
                        double[] dgamma = operands.dgamma.toDoubleArray();
                        double[] dbeta = operands.dbeta.toDoubleArray();
                        DoubleSupplier loss = () -> {
                            operands.run(kernels.channelNorm(), norm);
                            double[] out = operands.out.toDoubleArray();
                            double[] g = operands.g.toDoubleArray();
                            double sum = 0;
                            for (int i = 0; i < out.length; i++) {
                                sum += out[i] * g[i];
                            }
                            return sum;
                        };
                        differences(operands.x.reshape(operands.x.size()), dx, loss);
                        differences(operands.gamma, dgamma, loss);
                        differences(operands.beta, dbeta, loss);
                    }
                }
            }
        }
    }

    private static void differences(NdArray of, double[] gradient, DoubleSupplier loss) {
        for (int i = 0; i < gradient.length; i++) {
            double value = of.getDouble(i);
            of.set(value + 1e-5, i);
            double above = loss.getAsDouble();
            of.set(value - 1e-5, i);
            double below = loss.getAsDouble();
            of.set(value, i);
            assertEquals((above - below) / 2e-5, gradient[i], 1e-6 * Math.max(1, Math.abs(gradient[i])));
        }
    }

    /** The mean of floats is rounded, and differs from block to block: the variance must not feel it. */
    @Test
    void theVarianceOfAChannelSurvivesAGreatMean() {
        Random random = new Random(3);
        for (long[] dims : new long[][] {{64, 2}, {3, 2, 50}, {5, 2, 9, 1000}, {1, 1, 200_000}}) {
            try (Scope _ = Scope.open()) {
                NdArray x = array(random, DType.F32, dims);
                NdArray shifted = NdArray.empty(DType.F32, x.shape());
                Kernels.best().map().binary(BinaryOp.ADD, x, 1e6, shifted);
                double[][][] planes = planes(shifted);
                for (Kernels kernels : KernelSets.all()) {
                    Shape channels = Shape.of(dims[1]);
                    NdArray mean = NdArray.empty(DType.F32, channels);
                    NdArray variance = NdArray.empty(DType.F32, channels);
                    kernels.channelNorm().batchNorm(shifted, null, null, 0, x, mean, variance);
                    for (int c = 0; c < dims[1]; c++) {
                        double sum = 0;
                        double squares = 0;
                        double count = 0;
                        for (double[][] sample : planes) {
                            for (double v : sample[c]) {
                                sum += v - 1e6;
                                squares += (v - 1e6) * (v - 1e6);
                                count++;
                            }
                        }
                        double expected = squares / count - sum / count * sum / count;
                        assertEquals(expected, variance.getDouble(c), 1e-5 * expected, kernels.name());
                    }
                }
            }
        }
    }

    /** T03: equal elements give beta and, like a single element, a gradient of 0, even if eps is 0. */
    @Test
    void equalElementsGiveBeta() {
        Random random = new Random(4);
        for (Kernels kernels : KernelSets.all()) {
            for (long[] dims : new long[][] {{1, 3}, {1, 3, 1}, {4, 3}, {2, 3, 333}, {1, 3, 50_000}}) {
                for (double eps : new double[] {1e-5, 0}) {
                    for (float constant : new float[] {0.1f, -7.3e6f, 0, 1e-30f}) {
                        try (Scope _ = Scope.open()) {
                            Shape channels = Shape.of(3);
                            NdArray x = NdArray.full(DType.F32, Shape.of(dims), constant);
                            NdArray beta = array(random, DType.F32, 3);
                            NdArray out = NdArray.empty(DType.F32, x.shape());
                            NdArray mean = NdArray.empty(DType.F32, channels);
                            NdArray variance = NdArray.empty(DType.F32, channels);
                            kernels.channelNorm().batchNorm(x, beta, beta, eps, out, mean, variance);
                            for (double[][] sample : planes(out)) {
                                for (int c = 0; c < 3; c++) {
                                    for (double v : sample[c]) {
                                        assertEquals(beta.getDouble(c), v);
                                    }
                                }
                            }
                            NdArray g = array(random, DType.F32, dims);
                            kernels.channelNorm().batchNormBackward(x, beta, mean, variance, eps, g, out, null, null);
                            boolean alone = x.size() == 3;
                            for (float d : out.toFloatArray()) {
                                assertTrue(alone ? d == 0 : Float.isFinite(d));
                            }
                        }
                    }
                }
            }
        }
    }

    @Test
    void workInPlace() {
        for (Kernels kernels : KernelSets.all()) {
            for (long[] dims : new long[][] {{7, 5}, {3, 2, 100}, {1, 1, 140_000}}) {
                try (Scope _ = Scope.open()) {
                    Random random = new Random(5);
                    Shape channels = Shape.of(dims[1]);
                    NdArray x = array(random, DType.F32, dims);
                    NdArray g = array(random, DType.F32, dims);
                    NdArray y = NdArray.empty(DType.F32, x.shape());
                    NdArray dx = NdArray.empty(DType.F32, x.shape());
                    NdArray mean = NdArray.empty(DType.F32, channels);
                    NdArray variance = NdArray.empty(DType.F32, channels);
                    ChannelNormKernels norm = kernels.channelNorm();
                    norm.batchNorm(x, null, null, EPS, y, mean, variance);
                    norm.batchNormBackward(x, null, mean, variance, EPS, g, dx, null, null);
                    norm.batchNormBackward(x, null, mean, variance, EPS, g, g, null, null);
                    norm.batchNorm(x, null, null, EPS, x, mean, variance);
                    assertArrayEquals(y.toFloatArray(), x.toFloatArray());
                    assertArrayEquals(dx.toFloatArray(), g.toFloatArray());
                }
            }
        }
    }

    @Test
    void giveTheSameBitsForAnyNumberOfThreads() {
        for (Kernels kernels : KernelSets.all()) {
            for (long[] dims : new long[][] {{600, 130}, {3000, 300}, {9, 33, 700}, {400, 5, 700}, {3, 2, 70_000}}) {
                for (Norm norm : Norm.values()) {
                    float[][] first = null;
                    for (int threads = 1; threads <= 3; threads++) {
                        try (Scope _ = Scope.open(); Parallelism _ = Parallelism.cap(threads)) {
                            Random random = new Random(6);
                            Operands operands = Operands.of(random, norm, array(random, DType.F32, dims), 1, 31);
                            operands.run(kernels.channelNorm(), norm);
                            float[][] result = {operands.out.toFloatArray(), operands.mean.toFloatArray(),
                                operands.variance.toFloatArray(), operands.dx.toFloatArray(),
                                operands.dgamma.toFloatArray(), operands.dbeta.toFloatArray()};
                            first = first == null ? result : first;
                            for (int i = 0; i < result.length; i++) {
                                assertArrayEquals(first[i], result[i]);
                            }
                        }
                    }
                }
            }
        }
    }

    @Tag("heap")
    @Test
    void allocateNothing() {
        Random random = new Random(7);
        try (Scope _ = Scope.open(); Parallelism _ = Parallelism.cap(1)) {
            NdArray x = array(random, DType.F32, 3, 4, 5, 7);
            NdArray g = array(random, DType.F32, 3, 4, 5, 7);
            NdArray out = NdArray.empty(DType.F32, x.shape());
            NdArray gamma = array(random, DType.F32, 4);
            NdArray mean = NdArray.zeros(DType.F32, Shape.of(4));
            NdArray variance = NdArray.full(DType.F32, Shape.of(4), 1);
            NdArray dgamma = NdArray.empty(DType.F32, Shape.of(4));
            NdArray means = NdArray.zeros(DType.F32, Shape.of(3, 2));
            NdArray variances = NdArray.full(DType.F32, Shape.of(3, 2), 1);
            for (Kernels kernels : KernelSets.all()) {
                ChannelNormKernels norm = kernels.channelNorm();
                String name = kernels.name() + " ";
                KernelSets.assertAllocatesNothing(name + "batchNorm",
                        () -> norm.batchNorm(x, gamma, null, EPS, out, mean, variance));
                KernelSets.assertAllocatesNothing(name + "batchNormBackward",
                        () -> norm.batchNormBackward(x, gamma, mean, variance, EPS, g, out, dgamma, null));
                KernelSets.assertAllocatesNothing(name + "batchNormInference",
                        () -> norm.batchNormInference(x, mean, variance, gamma, null, EPS, out));
                KernelSets.assertAllocatesNothing(name + "batchNormInferenceBackward",
                        () -> norm.batchNormInferenceBackward(x, gamma, mean, variance, EPS, g, out, dgamma, null));
                KernelSets.assertAllocatesNothing(name + "groupNorm",
                        () -> norm.groupNorm(x, gamma, null, EPS, out, means, variances));
                KernelSets.assertAllocatesNothing(name + "groupNormBackward",
                        () -> norm.groupNormBackward(x, gamma, means, variances, EPS, g, out, dgamma, null));
            }
        }
    }

    @Test
    void sayWhatDoesNotFit() {
        try (Scope _ = Scope.open()) {
            NdArray x = NdArray.zeros(DType.F32, Shape.of(2, 4, 3));
            NdArray three = NdArray.zeros(DType.F32, Shape.of(3));
            NdArray four = NdArray.zeros(DType.F32, Shape.of(4));
            NdArray each = NdArray.zeros(DType.F32, Shape.of(2, 3));
            for (Kernels kernels : KernelSets.all()) {
                ChannelNormKernels norm = kernels.channelNorm();
                refuses("batchNorm: input has shape [4], expected [samples, channels, ...] of 2 to 5 axes",
                        () -> norm.batchNorm(four, null, null, EPS, four, four, four));
                refuses("batchNorm: input is I64, expected F32 or F64",
                        () -> norm.batchNorm(NdArray.zeros(DType.I64, x.shape()), null, null, EPS, x, four, four));
                refuses("batchNorm: gamma has shape [3], expected [4], one element a channel of [2, 4, 3]",
                        () -> norm.batchNorm(x, three, null, EPS, x, four, four));
                refuses("batchNorm: beta is F64, expected F32",
                        () -> norm.batchNorm(x, null, NdArray.zeros(DType.F64, four.shape()), EPS, x, four, four));
                refuses("batchNorm: eps is -1.0, expected a number from 0 up",
                        () -> norm.batchNorm(x, null, null, -1, x, four, four));
                refuses("batchNorm: out has shape [4], expected [2, 4, 3]",
                        () -> norm.batchNorm(x, null, null, EPS, four, four, four));
                refuses("batchNormInference: variance has shape [3], expected [4], one element a channel of [2, 4, 3]",
                        () -> norm.batchNormInference(x, four, three, null, null, EPS, x));
                refuses("batchNormBackward: dgamma has shape [3], expected [4], one element a channel of [2, 4, 3]",
                        () -> norm.batchNormBackward(x, null, four, four, EPS, x, null, three, null));
                refuses("groupNorm: mean has shape [2, 3], expected [2, groups] with groups that divide the 4 channels"
                        + " of [2, 4, 3]", () -> norm.groupNorm(x, null, null, EPS, x, each, each));
                refuses("groupNormBackward: variance has shape [2, 2], expected [2, 4]",
                        () -> norm.groupNormBackward(x, null, x.select(2, 0),
                                NdArray.zeros(DType.F32, Shape.of(2, 2)), EPS, x, null, four, null));
            }
        }
    }

    private static void refuses(String message, Runnable call) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
    }
}

package lanegrad.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.memory.Scope;
import lanegrad.parallel.Parallelism;
import lanegrad.random.Rng;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.DoubleRange;

/** Optimizer steps against their formulas in F64, and the implementations against each other. */
class UpdateKernelsTest {

    private static final List<Kernels> SETS = KernelSets.all();
    private static final List<Integer> SIZES = KernelSets.sizes(Kernels.scalar().update().thresholds());
    private static final List<DType> TYPES = List.of(DType.F32, DType.F64);

    private static double[] numbers(long seed, int size) {
        Rng rng = new Rng(seed);
        double[] numbers = new double[size];
        for (int i = 0; i < size; i++) {
            numbers[i] = (float) rng.nextGaussian(); // the same in both types
        }
        return numbers;
    }

    private static NdArray array(DType dtype, double[] values) {
        NdArray array = NdArray.empty(dtype, Shape.of(values.length + 3)).slice(0, 3, values.length + 3, 1);
        for (int i = 0; i < values.length; i++) {
            array.set(values[i], i);
        }
        return array;
    }

    private static void assertNear(DType dtype, double[] expected, NdArray got) {
        double[] values = got.toDoubleArray();
        double tolerance = dtype == DType.F32 ? 1e-6 : 1e-14;
        for (int i = 0; i < values.length; i++) {
            assertEquals(expected[i], values[i], tolerance * (1 + Math.abs(expected[i])));
        }
    }

    @Property(seed = "1", tries = 20)
    void adamWIsItsFormula(@ForAll long seed, @ForAll @DoubleRange(max = 0.1) double rate,
            @ForAll @DoubleRange(max = 0.99) double b1, @ForAll @DoubleRange(max = 0.99) double b2,
            @ForAll @DoubleRange(max = 1) double decay, @ForAll @DoubleRange(min = 0.01, max = 1) double scale) {
        int size = 50;
        for (Kernels kernels : SETS) {
            for (DType dtype : TYPES) {
                try (Scope _ = Scope.open()) {
                    double[] p = numbers(seed, size);
                    double[] m = new double[size];
                    double[] v = new double[size];
                    NdArray parameter = array(dtype, p);
                    NdArray mean = array(dtype, m);
                    NdArray square = array(dtype, v);
                    for (int step = 1; step <= 3; step++) {
                        double[] g = numbers(seed + step, size);
                        NdArray gradient = array(dtype, g);
                        kernels.update().adamW(parameter, gradient, mean, square, rate, b1, b2, 1e-3, decay, scale,
                                step);
                        for (int i = 0; i < size; i++) {
                            double scaled = g[i] * scale;
                            m[i] = b1 * m[i] + (1 - b1) * scaled;
                            v[i] = b2 * v[i] + (1 - b2) * scaled * scaled;
                            double mHat = m[i] / (1 - Math.pow(b1, step));
                            double vHat = v[i] / (1 - Math.pow(b2, step));
                            p[i] -= rate * (mHat / (Math.sqrt(vHat) + 1e-3) + decay * p[i]);
                        }
                        assertArrayEquals(g, gradient.toDoubleArray());
                    }
                    assertNear(dtype, p, parameter);
                    assertNear(dtype, m, mean);
                    assertNear(dtype, v, square);
                }
            }
        }
    }

    /** Powers of the betas are kept from call to call: of the same step, but with other betas, they are others. */
    @Example
    void groupsDoNotShareTheirPowers() {
        double[][] betas = {{0.9, 0.999}, {0.9, 0.99}, {0.8, 0.99}, {0.9, 0.999}};
        for (Kernels kernels : SETS) {
            for (DType dtype : TYPES) {
                try (Scope _ = Scope.open()) {
                    for (double[] beta : betas) {
                        NdArray parameter = array(dtype, new double[] {2});
                        NdArray mean = array(dtype, new double[] {0.25});
                        NdArray square = array(dtype, new double[] {0.5});
                        kernels.update().adamW(parameter, array(dtype, new double[] {1}), mean, square, 0.1, beta[0],
                                beta[1], 0, 0, 1, 7);
                        double m = (beta[0] * 0.25 + 1 - beta[0]) / (1 - Math.pow(beta[0], 7));
                        double v = (beta[1] * 0.5 + 1 - beta[1]) / (1 - Math.pow(beta[1], 7));
                        assertNear(dtype, new double[] {2 - 0.1 * m / Math.sqrt(v)}, parameter);
                    }
                }
            }
        }
    }

    @Property(seed = "1", tries = 20)
    void sgdIsItsFormula(@ForAll long seed, @ForAll @DoubleRange(max = 0.1) double rate,
            @ForAll @DoubleRange(max = 0.99) double momentum, @ForAll @DoubleRange(max = 1) double dampening,
            @ForAll @DoubleRange(max = 1) double decay, @ForAll boolean nesterov, @ForAll boolean buffered) {
        int size = 50;
        for (Kernels kernels : SETS) {
            for (DType dtype : TYPES) {
                try (Scope _ = Scope.open()) {
                    double[] p = numbers(seed, size);
                    double[] b = numbers(seed + 9, size);
                    NdArray parameter = array(dtype, p);
                    NdArray buffer = array(dtype, b);
                    for (int step = 1; step <= 3; step++) {
                        double[] g = numbers(seed + step, size);
                        kernels.update().sgd(parameter, array(dtype, g), buffered ? buffer : null, rate, momentum,
                                dampening, nesterov, decay, 0.5);
                        for (int i = 0; i < size; i++) {
                            double gradient = g[i] * 0.5 + decay * p[i];
                            if (buffered) {
                                b[i] = momentum * b[i] + (1 - dampening) * gradient;
                                gradient = nesterov ? gradient + momentum * b[i] : b[i];
                            }
                            p[i] -= rate * gradient;
                        }
                    }
                    assertNear(dtype, p, parameter);
                    assertNear(dtype, b, buffer);
                }
            }
        }
    }

    @Example
    void sumOfSquaresOfAnyLayout() {
        for (Kernels kernels : SETS) {
            for (DType dtype : TYPES) {
                for (int size : SIZES) {
                    try (Scope _ = Scope.open()) {
                        double[] x = numbers(size, size);
                        double expected = Arrays.stream(x).map(value -> value * value).sum();
                        NdArray array = array(dtype, x);
                        assertEquals(expected, kernels.update().sumOfSquares(array), 1e-12 * expected);
                        NdArray backwards = array.slice(0, size - 1, -1, -1);
                        assertEquals(expected, kernels.update().sumOfSquares(backwards), 1e-12 * expected);
                    }
                }
            }
        }
    }

    @Example
    void sumOfSquaresNeitherOverflowsNorLosesSmallNumbers() {
        for (Kernels kernels : SETS) {
            try (Scope _ = Scope.open()) {
                NdArray large = NdArray.full(DType.F32, Shape.of(100), 3e38f);
                assertEquals(100 * (double) 3e38f * 3e38f, kernels.update().sumOfSquares(large), 1e64);
                NdArray small = NdArray.full(DType.F32, Shape.of(100), 1e-30f);
                assertEquals(100 * (double) 1e-30f * 1e-30f, kernels.update().sumOfSquares(small), 1e-70);
                NdArray odd = NdArray.full(DType.F32, Shape.of(100), 1);
                odd.set(Double.NaN, 99);
                assertEquals(Double.NaN, kernels.update().sumOfSquares(odd));
                odd.set(Double.NEGATIVE_INFINITY, 99);
                assertEquals(Double.POSITIVE_INFINITY, kernels.update().sumOfSquares(odd));
                assertEquals(0, kernels.update().sumOfSquares(NdArray.zeros(DType.F32, Shape.of(0, 3))));
                NdArray heap = NdArray.wrap(MemorySegment.ofArray(new float[] {3, 4}), DType.F32, Shape.of(2));
                assertEquals(25, kernels.update().sumOfSquares(heap));
            }
        }
    }

    @Example
    void implementationsAndThreadsAgreeToTheBit() {
        for (DType dtype : TYPES) {
            for (int size : SIZES) {
                try (Scope _ = Scope.open()) {
                    List<double[]> expected = null;
                    for (Kernels kernels : SETS) {
                        double[] sums = new double[2];
                        for (int threads = 1; threads <= 2; threads++) {
                            try (Parallelism _ = Parallelism.cap(threads)) {
                                List<double[]> got = bothSteps(kernels.update(), dtype, size);
                                if (expected == null) {
                                    expected = got;
                                }
                                for (int i = 0; i < got.size(); i++) {
                                    assertArrayEquals(expected.get(i), got.get(i));
                                }
                                sums[threads - 1] = kernels.update().sumOfSquares(array(dtype, got.get(0)));
                            }
                        }
                        assertEquals(sums[0], sums[1]);
                    }
                }
            }
        }
    }

    private static List<double[]> bothSteps(UpdateKernels update, DType dtype, int size) {
        NdArray p = array(dtype, numbers(1, size));
        NdArray g = array(dtype, numbers(2, size));
        NdArray m = array(dtype, numbers(3, size));
        NdArray v = array(dtype, new double[size]);
        update.adamW(p, g, m, v, 0.01, 0.9, 0.999, 1e-8, 0.1, 0.7, 5);
        update.sgd(p, g, m, 0.01, 0.9, 0.1, true, 0.2, 0.7);
        update.sgd(p, g, null, 0.01, 0, 0, false, 0.2, 0.7);
        return List.of(p.toDoubleArray(), m.toDoubleArray(), v.toDoubleArray());
    }

    @Example
    void badArgumentsChangeNothing() {
        UpdateKernels update = Kernels.scalar().update();
        try (Scope _ = Scope.open()) {
            NdArray p = NdArray.full(DType.F32, Shape.of(2, 3), 1);
            NdArray twice = NdArray.zeros(DType.F64, Shape.of(2, 3));
            NdArray other = NdArray.zeros(DType.F32, Shape.of(3, 2));
            NdArray heap = NdArray.wrap(MemorySegment.ofArray(new float[6]), DType.F32, Shape.of(2, 3));
            assertMessage("adamW: gradient is F64, expected F32",
                    () -> update.adamW(p, twice, p, p, 0.1, 0.9, 0.9, 0, 0, 1, 1));
            assertMessage("adamW: square has shape [3, 2], expected [2, 3]",
                    () -> update.adamW(p, p, p, other, 0.1, 0.9, 0.9, 0, 0, 1, 1));
            assertMessage("adamW: mean is not contiguous: Layout[shape [2, 3], strides [1, 2], offset 0]",
                    () -> update.adamW(p, p, other.transpose(0, 1), p, 0.1, 0.9, 0.9, 0, 0, 1, 1));
            assertMessage("adamW: step 0: steps are counted from 1",
                    () -> update.adamW(p, p, p, p, 0.1, 0.9, 0.9, 0, 0, 1, 0));
            assertMessage("adamW: betas 0.9 and 1.0: expected at least 0 and below 1",
                    () -> update.adamW(p, p, p, p, 0.1, 0.9, 1, 0, 0, 1, 1));
            assertMessage("sgd: momentumBuffer is wrapped memory, which only copies may touch",
                    () -> update.sgd(p, p, heap, 0.1, 0.9, 0, false, 0, 1));
            NdArray indices = NdArray.zeros(DType.I32, Shape.of(2));
            assertMessage("sumOfSquares: x is I32, expected F32 or F64", () -> update.sumOfSquares(indices));
            p.save();
            assertThrows(IllegalStateException.class, () -> update.sgd(p, p, null, 0.1, 0, 0, false, 0, 1));
            p.unsave();
            assertArrayEquals(new float[] {1, 1, 1, 1, 1, 1}, p.toFloatArray());
        }
    }

    private static void assertMessage(String expected, Runnable call) {
        assertEquals(expected, assertThrows(IllegalArgumentException.class, call::run).getMessage());
    }

    @Example
    void wrappedGradientsAreCopied() {
        try (Scope _ = Scope.open()) {
            NdArray p = NdArray.full(DType.F32, Shape.of(2), 1);
            NdArray heap = NdArray.wrap(MemorySegment.ofArray(new float[] {1, 2}), DType.F32, Shape.of(2));
            Kernels.best().update().sgd(p, heap, null, 0.5, 0, 0, false, 0, 1);
            assertArrayEquals(new float[] {0.5f, 0}, p.toFloatArray());
            NdArray zeros = NdArray.zeros(DType.F32, Shape.of(2));
            Kernels.best().update().adamW(p, heap, zeros, NdArray.zeros(DType.F32, Shape.of(2)), 0.5, 0, 0, 0, 0, 1, 1);
            assertArrayEquals(new float[] {0, -0.5f}, p.toFloatArray());
        }
    }

    @Tag("heap")
    @Example
    void allocatesNothing() {
        try (Scope _ = Scope.open()) {
            NdArray p = NdArray.zeros(DType.F32, Shape.of(5000));
            NdArray m = NdArray.zeros(DType.F32, Shape.of(5000));
            NdArray v = NdArray.zeros(DType.F32, Shape.of(5000));
            for (Kernels kernels : SETS) {
                UpdateKernels update = kernels.update();
                KernelSets.assertAllocatesNothing(kernels.name() + " adamW",
                        () -> update.adamW(p, p, m, v, 0.1, 0.9, 0.9, 0.1, 0, 1, 1));
                KernelSets.assertAllocatesNothing(kernels.name() + " sgd",
                        () -> update.sgd(p, p, m, 0.1, 0.9, 0, true, 0, 1));
                KernelSets.assertAllocatesNothing(kernels.name() + " sumOfSquares", () -> update.sumOfSquares(p));
            }
        }
    }
}

package lanegrad.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.memory.Scope;
import lanegrad.parallel.Parallelism;
import lanegrad.random.Normal;
import net.jqwik.api.Example;
import net.jqwik.api.Tag;

/** Exponential, Gumbel, truncated normal numbers and integers, against their distribution functions. */
class DistributionKernelsTest {

    private static final List<Kernels> SETS = KernelSets.all();
    private static final int SIZE = 100_000;

    private static List<NdArray> allKinds(RandomKernels random, int size) {
        List<NdArray> all = List.of(NdArray.empty(DType.F32, Shape.of(size)), NdArray.empty(DType.F64, Shape.of(size)),
                NdArray.empty(DType.F32, Shape.of(size)), NdArray.empty(DType.F64, Shape.of(size)),
                NdArray.empty(DType.F32, Shape.of(size)), NdArray.empty(DType.F64, Shape.of(size)),
                NdArray.empty(DType.I32, Shape.of(size)), NdArray.empty(DType.I64, Shape.of(size)));
        for (int i = 0; i < 2; i++) {
            random.exponential(3, 5, 2.5, all.get(i));
            random.gumbel(3, 5, all.get(2 + i));
            random.truncatedNormal(3, 5, 1, 2, -1, 4, all.get(4 + i));
            random.integers(3, 5, -7, 100, all.get(6 + i));
        }
        return all;
    }

    @Example
    void implementationsAndThreadsAgreeToTheBit() {
        for (int size : KernelSets.sizes(Kernels.scalar().random().thresholds())) {
            try (Scope _ = Scope.open()) {
                List<NdArray> expected = null;
                for (Kernels kernels : SETS) {
                    for (int threads = 1; threads <= 3; threads++) {
                        try (Parallelism _ = Parallelism.cap(threads)) {
                            List<NdArray> found = allKinds(kernels.random(), size);
                            expected = expected == null ? found : expected;
                            for (int i = 0; i < found.size(); i++) {
                                assertArrayEquals(expected.get(i).toDoubleArray(), found.get(i).toDoubleArray());
                            }
                        }
                    }
                }
            }
        }
    }

    @Example
    void singlePrecisionIsNearTheDouble() {
        try (Scope _ = Scope.open()) {
            List<NdArray> all = allKinds(Kernels.scalar().random(), SIZE);
            for (int i = 0; i < 4; i += 2) {
                double[] single = all.get(i).toDoubleArray();
                double[] twice = all.get(i + 1).toDoubleArray();
                for (int j = 0; j < SIZE; j++) {
                    // Words of 32 bits say where in a part of 2^-32 a number lies: near 0, little.
                    double coarse = i == 0 ? 1e-9 : 2e-9 * Math.exp(Math.max(0, twice[j]));
                    assertEquals(twice[j], single[j], 1e-6 * Math.abs(twice[j]) + 5e-7 * (i / 2) + coarse);
                }
            }
            assertArrayEquals(all.get(6).toDoubleArray(), all.get(7).toDoubleArray());
        }
    }

    /** The distance of the empirical distribution from another, which exceeds 2 / sqrt(n) once in 1,500 times. */
    private static void assertDistributed(NdArray drawn, DoubleUnaryOperator distribution) {
        double[] values = drawn.toDoubleArray();
        Arrays.sort(values);
        double worst = 0;
        for (int i = 0; i < values.length; i++) {
            double p = distribution.applyAsDouble(values[i]);
            worst = Math.max(worst, Math.max(p - (double) i / values.length, (i + 1.0) / values.length - p));
        }
        assertTrue(worst < 2 / Math.sqrt(values.length), "distance " + worst);
    }

    @Example
    void distributions() {
        RandomKernels random = Kernels.best().random();
        for (DType dtype : List.of(DType.F32, DType.F64)) {
            try (Scope _ = Scope.open()) {
                NdArray out = NdArray.empty(dtype, Shape.of(SIZE));
                random.exponential(1, 0, 0.5, out);
                assertDistributed(out, x -> -Math.expm1(-2 * x));
                assertMoments(out, 0.5, 0.5);
                assertTrue(Arrays.stream(out.toDoubleArray()).allMatch(x -> x > 0));
                random.gumbel(2, 0, out);
                assertDistributed(out, x -> Math.exp(-Math.exp(-x)));
                assertMoments(out, 0.5772156649015329, Math.PI / Math.sqrt(6));
                double[][] bounds = {{-1, 2}, {-0.5, 0.25}, {1, 3}, {-4, -2.5}, {8, 9}, {-30, -29.9},
                    {Double.NEGATIVE_INFINITY, 1}, {2, Double.POSITIVE_INFINITY},
                    {Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY}, {-9, 9}};
                for (double[] bound : bounds) {
                    random.truncatedNormal(4, 0, 3, 0.5, 3 + bound[0] / 2, 3 + bound[1] / 2, out);
                    // Counted from the side where the probabilities are small.
                    double side = bound[0] > 0 ? -1 : 1;
                    double below = Normal.survival(-side * bound[0]);
                    double above = Normal.survival(-side * bound[1]);
                    assertDistributed(out, x -> (Normal.survival(-side * (x - 3) * 2) - below) / (above - below));
                    for (double x : out.toDoubleArray()) {
                        assertTrue(x >= 3 + bound[0] / 2 && x <= 3 + bound[1] / 2, x + " is outside");
                    }
                }
            }
        }
    }

    private static void assertMoments(NdArray drawn, double mean, double std) {
        double[] values = drawn.toDoubleArray();
        double sum = Arrays.stream(values).sum() / values.length;
        double square = Arrays.stream(values).map(x -> (x - mean) * (x - mean)).sum() / values.length;
        assertEquals(mean, sum, 5 * std / Math.sqrt(values.length));
        assertEquals(std * std, square, 5 * std * std * 3 / Math.sqrt(values.length));
    }

    @Example
    void extremesOfExponentialNumbersAreDrawn() {
        try (Scope _ = Scope.open()) {
            NdArray out = NdArray.empty(DType.F32, Shape.of(4_000_000));
            Kernels.best().random().exponential(9, 0, 1, out);
            double[] values = out.toDoubleArray();
            double least = Arrays.stream(values).min().orElseThrow();
            double most = Arrays.stream(values).max().orElseThrow();
            assertTrue(least > 0 && least < 3e-6, "least " + least);
            assertTrue(most > 12 && most < 23, "most " + most);
        }
    }

    @Example
    void integersAreEven() {
        RandomKernels random = Kernels.best().random();
        for (DType dtype : List.of(DType.I32, DType.I64)) {
            try (Scope _ = Scope.open()) {
                NdArray out = NdArray.empty(dtype, Shape.of(SIZE));
                random.integers(5, 0, -3, 47, out);
                double[] counts = new double[50];
                for (long value : out.toLongArray()) {
                    counts[(int) value + 3]++;
                }
                double sum = 0;
                for (double count : counts) {
                    sum += Math.pow(count - SIZE / 50.0, 2) / (SIZE / 50.0);
                }
                assertTrue(sum > 49 - 5 * Math.sqrt(98) && sum < 49 + 5 * Math.sqrt(98), "chi square " + sum);
                random.integers(5, 0, 12, 13, out);
                assertTrue(Arrays.stream(out.toLongArray()).allMatch(x -> x == 12));
            }
        }
        try (Scope _ = Scope.open()) {
            NdArray out = NdArray.empty(DType.I64, Shape.of(SIZE));
            random.integers(5, 0, Long.MIN_VALUE, Long.MAX_VALUE, out);
            double negative = Arrays.stream(out.toLongArray()).filter(x -> x < 0).count();
            assertEquals(0.5, negative / SIZE, 0.01);
            NdArray narrow = NdArray.empty(DType.I32, Shape.of(SIZE));
            random.integers(5, 0, Integer.MIN_VALUE, Integer.MAX_VALUE + 1L, narrow);
            assertEquals(0.5, Arrays.stream(narrow.toLongArray()).filter(x -> x < 0).count() / (double) SIZE, 0.01);
        }
    }

    @Example
    void theNormalDistributionsTail() {
        // Digits from the asymptotic series and tables (Abramowitz and Stegun, table 26.1 and 26.2).
        assertEquals(0.5, Normal.survival(0));
        assertEquals(0.15865525393145705, Normal.survival(1), 1e-16);
        assertEquals(0.8413447460685429, Normal.survival(-1), 2e-16);
        assertEquals(2.2750131948179207e-2, Normal.survival(2), 1e-15);
        assertEquals(1.3498980316300945e-3, Normal.survival(3), 1e-16);
        assertEquals(2.866515718791939e-7, Normal.survival(5), 1e-19);
        assertEquals(7.619853024160526e-24, Normal.survival(10), 1e-35);
        assertEquals(2.753624118606234e-89, Normal.survival(20), 1e-100);
        assertEquals(0, Normal.survival(Double.POSITIVE_INFINITY));
        assertEquals(1, Normal.survival(Double.NEGATIVE_INFINITY));
        for (double x = 0; x < 37; x += 0.37) {
            assertEquals(x, Normal.inverseSurvival(Normal.survival(x)), 1e-13 * Math.max(1, x));
        }
    }

    @Example
    void badArguments() {
        RandomKernels random = Kernels.scalar().random();
        try (Scope _ = Scope.open()) {
            NdArray out = NdArray.zeros(DType.F32, Shape.of(3));
            NdArray whole = NdArray.zeros(DType.I32, Shape.of(3));
            assertMessage("exponential of mean 0.0: a finite number above 0 expected in F32",
                    () -> random.exponential(1, 1, 0, out));
            assertMessage("exponential of mean 1.0E-60: a finite number above 0 expected in F32",
                    () -> random.exponential(1, 1, 1e-60, out));
            assertMessage("gumbel: out is I32, expected F32 or F64", () -> random.gumbel(1, 1, whole));
            assertMessage("integers: out is F32, expected I32 or I64", () -> random.integers(1, 1, 0, 2, out));
            assertMessage("integers from 2 up to, but not, 2: at least one, in the range of I32, expected",
                    () -> random.integers(1, 1, 2, 2, whole));
            assertMessage("integers from 0 up to, but not, 2147483649: at least one, in the range of I32, expected",
                    () -> random.integers(1, 1, 0, Integer.MAX_VALUE + 2L, whole));
            assertMessage("truncatedNormal of mean 0.0 and standard deviation 1.0 between 2.0 and 1.0: finite numbers, "
                    + "the second above 0, and bounds in order expected",
                    () -> random.truncatedNormal(1, 1, 0, 1, 2, 1, out));
            assertMessage("truncatedNormal of mean 0.0 and standard deviation 1.0 between 50.0 and 60.0: the "
                    + "probability between is 0 in F64", () -> random.truncatedNormal(1, 1, 0, 1, 50, 60, out));
            assertMessage("truncatedNormal between 1.0000000001 and 1.0000000002: no F32 numbers lie between",
                    () -> random.truncatedNormal(1, 1, 0, 1, 1.0000000001, 1.0000000002, out));
            assertArrayEquals(new float[3], out.toFloatArray());
        }
    }

    private static void assertMessage(String expected, Runnable call) {
        assertEquals(expected, assertThrows(IllegalArgumentException.class, call::run).getMessage());
    }

    @Tag("heap")
    @Example
    void allocatesNothing() {
        try (Scope _ = Scope.open()) {
            NdArray out = NdArray.zeros(DType.F32, Shape.of(5000));
            NdArray whole = NdArray.zeros(DType.I64, Shape.of(5000));
            for (Kernels kernels : SETS) {
                RandomKernels random = kernels.random();
                KernelSets.assertAllocatesNothing("exponential", () -> random.exponential(1, 2, 1, out));
                KernelSets.assertAllocatesNothing("gumbel", () -> random.gumbel(1, 2, out));
                KernelSets.assertAllocatesNothing("truncatedNormal",
                        () -> random.truncatedNormal(1, 2, 0, 1, -2, 2, out));
                KernelSets.assertAllocatesNothing("integers", () -> random.integers(1, 2, 0, 9, whole));
            }
        }
    }
}

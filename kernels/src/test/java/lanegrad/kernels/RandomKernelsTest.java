package lanegrad.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.memory.Scope;
import lanegrad.parallel.Parallelism;
import lanegrad.random.Normal;
import lanegrad.random.Philox;
import lanegrad.random.Uniform;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;

/** Random kernels against numbers made one by one from {@link Philox}, and against each other. */
class RandomKernelsTest {

    private static final List<Kernels> SETS = KernelSets.all();
    private static final List<Integer> SIZES = KernelSets.sizes(Kernels.scalar().random().thresholds());

    private static int word(long key, long counter, long stream, long i) {
        long[] words = new long[2];
        Philox.block(key, counter + i / 4, stream, words, 0);
        return (int) (words[(int) (i % 4) / 2] >>> 32 * (i & 1));
    }

    @Example
    void uniformIsTheWordsOfTheGenerator() {
        long key = 0x9876543210ABCDEFL;
        long counter = (1L << 32) - 7; // so that the counter's upper word changes on the way
        for (Kernels kernels : SETS) {
            for (int size : SIZES) {
                try (Scope _ = Scope.open()) {
                    NdArray single = NdArray.empty(DType.F32, Shape.of(size));
                    NdArray twice = NdArray.empty(DType.F64, Shape.of(size));
                    kernels.random().uniform(key, counter, 0, 1, single);
                    kernels.random().uniform(key, counter, 0, 1, twice);
                    float[] floats = single.toFloatArray();
                    double[] doubles = twice.toDoubleArray();
                    for (int i = 0; i < size; i += i < 300 ? 1 : 97) {
                        int drawn = word(key, counter, Philox.DRAWS, i);
                        assertEquals(Uniform.toFloat(drawn), floats[i]);
                        assertEquals(Uniform.toDouble(drawn, word(key, counter, Philox.EXTENSIONS, i)), doubles[i]);
                    }
                }
            }
        }
    }

    @Property(seed = "1", tries = 50)
    void aPieceIsAPartOfTheWhole(@ForAll long key, @ForAll long counter, @ForAll @IntRange(max = 200) int block) {
        for (Kernels kernels : SETS) {
            try (Scope _ = Scope.open()) {
                NdArray whole = NdArray.empty(DType.F32, Shape.of(1000));
                NdArray part = NdArray.empty(DType.F32, Shape.of(200));
                kernels.random().normal(key, counter, 1, 2, whole);
                kernels.random().normal(key, counter + block, 1, 2, part);
                assertArrayEquals(whole.slice(0, 4 * block, 4 * block + 200, 1).toFloatArray(), part.toFloatArray());
            }
        }
    }

    @Example
    void implementationsAndThreadsAgreeToTheBit() {
        for (int size : SIZES) {
            for (DType dtype : List.of(DType.F32, DType.F64)) {
                try (Scope _ = Scope.open()) {
                    List<double[]> expected = null;
                    for (Kernels kernels : SETS) {
                        for (int threads = 1; threads <= 3; threads++) {
                            try (Parallelism _ = Parallelism.cap(threads)) {
                                List<double[]> got = allKinds(kernels.random(), dtype, size);
                                if (expected == null) {
                                    expected = got;
                                }
                                for (int i = 0; i < got.size(); i++) {
                                    assertArrayEquals(expected.get(i), got.get(i));
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    private static List<double[]> allKinds(RandomKernels random, DType dtype, int size) {
        NdArray u = NdArray.empty(dtype, Shape.of(size));
        NdArray n = NdArray.empty(dtype, Shape.of(size));
        NdArray d = NdArray.empty(dtype, Shape.of(size));
        random.uniform(5, 6, -3, 7, u);
        random.normal(5, 6, -3, 7, n);
        random.dropout(5, 6, 0.3, n, d);
        return List.of(u.toDoubleArray(), n.toDoubleArray(), d.toDoubleArray());
    }

    @Property(seed = "1")
    void uniformStaysInside(@ForAll float low, @ForAll @IntRange(min = 2, max = 100) int steps) {
        float high = low;
        for (int i = 0; i < steps; i++) {
            high = Math.nextUp(high);
        }
        if (Float.isInfinite(high)) {
            return;
        }
        for (Kernels kernels : SETS) {
            try (Scope _ = Scope.open()) {
                NdArray out = NdArray.empty(DType.F32, Shape.of(100));
                kernels.random().uniform(1, 2, low, high, out);
                for (float value : out.toFloatArray()) {
                    assertTrue(value > low && value < high, value + " is not between " + low + " and " + high);
                }
            }
        }
    }

    @Example
    void uniformIsEven() {
        for (Kernels kernels : SETS) {
            try (Scope _ = Scope.open()) {
                int size = 1 << 17;
                NdArray out = NdArray.empty(DType.F32, Shape.of(size));
                kernels.random().uniform(11, 0, 0, 64, out);
                int[] counts = new int[64];
                for (float value : out.toFloatArray()) {
                    counts[(int) value]++;
                }
                double sum = 0;
                for (int count : counts) {
                    sum += Math.pow(count - size / 64.0, 2) / (size / 64.0);
                }
                assertTrue(sum < 63 + 5 * Math.sqrt(126), "chi square " + sum);
            }
        }
    }

    @Example
    void normalInSinglePrecisionIsNearTheExactOne() {
        for (Kernels kernels : SETS) {
            try (Scope _ = Scope.open()) {
                int size = 1 << 16;
                NdArray out = NdArray.empty(DType.F32, Shape.of(size));
                kernels.random().normal(3, 4, 0, 1, out);
                float[] values = out.toFloatArray();
                for (int i = 0; i < size; i++) {
                    double exact = Normal.toDouble(word(3, 4, Philox.DRAWS, i), 1 << 31);
                    assertEquals(exact, values[i], 5e-7 * Math.abs(exact) + 1e-7);
                }
            }
        }
    }

    @Example
    void normalHasTheRightShape() {
        for (Kernels kernels : SETS) {
            for (DType dtype : List.of(DType.F32, DType.F64)) {
                try (Scope _ = Scope.open()) {
                    int size = 200_000;
                    NdArray out = NdArray.empty(dtype, Shape.of(size));
                    kernels.random().normal(8, 0, 10, 3, out);
                    double[] z = out.toDoubleArray();
                    double[] moments = new double[5];
                    for (int i = 0; i < size; i++) {
                        z[i] = (z[i] - 10) / 3;
                        for (int m = 1; m <= 4; m++) {
                            moments[m] += Math.pow(z[i], m) / size;
                        }
                    }
                    assertEquals(0, moments[1], 5 / Math.sqrt(size));
                    assertEquals(1, moments[2], 5 * Math.sqrt(2.0 / size));
                    assertEquals(0, moments[3], 5 * Math.sqrt(15.0 / size));
                    assertEquals(3, moments[4], 5 * Math.sqrt(96.0 / size));
                    Arrays.sort(z);
                    // Shares below, from tables of the normal distribution; five standard errors of a share.
                    assertShare(0.0227501319, z, -2);
                    assertShare(0.1586552539, z, -1);
                    assertShare(0.5, z, 0);
                    assertShare(0.9331927987, z, 1.5);
                    assertShare(0.9986501020, z, 3);
                }
            }
        }
    }

    private static void assertShare(double expected, double[] sorted, double below) {
        int at = Arrays.binarySearch(sorted, below);
        double share = (at < 0 ? -at - 1 : at) / (double) sorted.length;
        assertEquals(expected, share, 5 * Math.sqrt(expected * (1 - expected) / sorted.length));
    }

    @Property(seed = "1", tries = 30)
    void dropoutKeepsAndScales(@ForAll long key, @ForAll @IntRange(max = 99) int percent) {
        double p = percent / 100.0;
        for (Kernels kernels : SETS) {
            for (DType dtype : List.of(DType.F32, DType.F64)) {
                try (Scope _ = Scope.open()) {
                    NdArray x = NdArray.full(dtype, Shape.of(40, 100), 3);
                    NdArray out = NdArray.empty(dtype, Shape.of(40, 100));
                    kernels.random().dropout(key, 9, p, x, out);
                    double kept = dtype == DType.F32 ? 3 * (float) (1 / (1 - p)) : 3 * (1 / (1 - p));
                    int count = 0;
                    double[] values = out.toDoubleArray();
                    for (int i = 0; i < values.length; i++) {
                        boolean stays = Integer.toUnsignedLong(word(key, 9, Philox.DRAWS, i)) >= Math.round(p * 0x1p32);
                        assertEquals(stays ? kept : 0, values[i]);
                        count += stays ? 1 : 0;
                    }
                    assertEquals(1 - p, count / 4000.0, 5 * Math.sqrt((p * (1 - p) + 1e-9) / 4000));
                }
            }
        }
    }

    @Example
    void dropoutEdges() {
        for (Kernels kernels : SETS) {
            try (Scope _ = Scope.open()) {
                float[] odd = {Float.NaN, -0f, Float.POSITIVE_INFINITY, Float.MIN_VALUE, 1e38f};
                float[] values = new float[50];
                for (int i = 0; i < 50; i++) {
                    values[i] = odd[i % 5];
                }
                NdArray x = NdArray.of(values);
                kernels.random().dropout(1, 1, 0, x, x); // in place, and nothing drops
                assertArrayEquals(values, x.toFloatArray());
                kernels.random().dropout(1, 1, Math.nextDown(1.0), x, x);
                assertArrayEquals(new float[50], x.toFloatArray());
                NdArray wrapped = NdArray.wrap(MemorySegment.ofArray(values), DType.F32, Shape.of(50));
                NdArray out = NdArray.empty(DType.F32, Shape.of(50));
                kernels.random().dropout(1, 1, 0, wrapped, out);
                assertArrayEquals(values, out.toFloatArray());
            }
        }
    }

    @Example
    void badArguments() {
        RandomKernels random = Kernels.scalar().random();
        try (Scope _ = Scope.open()) {
            NdArray out = NdArray.zeros(DType.F32, Shape.of(2, 3));
            NdArray other = NdArray.zeros(DType.F64, Shape.of(2, 3));
            NdArray ints = NdArray.zeros(DType.I32, Shape.of(2));
            NdArray heap = NdArray.wrap(MemorySegment.ofArray(new float[4]), DType.F32, Shape.of(4));
            assertMessage("uniform: out is I32, expected F32 or F64", () -> random.uniform(0, 0, 0, 1, ints));
            assertMessage("uniform between 1.0 and 1.0: no F32 numbers lie between, or their distance is not finite",
                    () -> random.uniform(0, 0, 1, 1, out));
            assertMessage("uniform between 0.0 and NaN: no F32 numbers lie between, or their distance is not finite",
                    () -> random.uniform(0, 0, 0, Double.NaN, out));
            assertMessage(
                    "uniform between -3.0E38 and 3.0E38: no F32 numbers lie between, or their distance is not finite",
                    () -> random.uniform(0, 0, -3e38, 3e38, out));
            assertMessage(
                    "normal of mean 0.0 and standard deviation -1.0: finite numbers expected, the second not negative",
                    () -> random.normal(0, 0, 0, -1, out));
            assertMessage("dropout with probability 1.0: expected at least 0 and below 1",
                    () -> random.dropout(0, 0, 1, out, out));
            assertMessage("dropout: x is F64, expected F32", () -> random.dropout(0, 0, 0.5, other, out));
            assertMessage("dropout: x has shape [2], expected [2, 3]",
                    () -> random.dropout(0, 0, 0.5, NdArray.zeros(DType.F32, Shape.of(2)), out));
            assertMessage("normal: out is not contiguous: Layout[shape [3, 2], strides [1, 3], offset 0]",
                    () -> random.normal(0, 0, 0, 1, out.transpose(0, 1)));
            assertMessage("normal: out is wrapped memory, which only copies may touch",
                    () -> random.normal(0, 0, 0, 1, heap));
            assertArrayEquals(new float[6], out.toFloatArray());
        }
    }

    private static void assertMessage(String expected, Runnable call) {
        assertEquals(expected, assertThrows(IllegalArgumentException.class, call::run).getMessage());
    }

    @Tag("heap")
    @Example
    void allocatesNothing() {
        try (Scope _ = Scope.open()) {
            NdArray x = NdArray.zeros(DType.F32, Shape.of(5000));
            NdArray out = NdArray.zeros(DType.F32, Shape.of(5000));
            for (Kernels kernels : SETS) {
                RandomKernels random = kernels.random();
                KernelSets.assertAllocatesNothing(kernels.name() + " uniform", () -> random.uniform(1, 2, 0, 1, out));
                KernelSets.assertAllocatesNothing(kernels.name() + " normal", () -> random.normal(1, 2, 0, 1, out));
                KernelSets.assertAllocatesNothing(kernels.name() + " dropout", () -> random.dropout(1, 2, 0.1, x, out));
            }
        }
    }
}

package lanegrad.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.memory.Memory;
import lanegrad.memory.Scope;
import lanegrad.parallel.Parallelism;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;

/** Sorting against the stable sort of the JDK, with NumPy's order. */
class SortKernelsTest {

    private static final List<DType> TYPES = List.of(DType.F32, DType.F64, DType.I32, DType.I64, DType.BOOL);

    private static final SortKernels SORT = Kernels.best().sort();

    /** Ties, both zeros, infinities and NaN, of either sign, among ordinary numbers. */
    private static double element(Random random, DType dtype) {
        if (dtype == DType.BOOL) {
            return random.nextInt(2);
        }
        if (!dtype.isFloating()) {
            return random.nextInt(3) == 0 ? random.nextInt(3) - 1 : random.nextInt();
        }
        return switch (random.nextInt(12)) {
            case 0 -> 0.0;
            case 1 -> -0.0;
            case 2 -> Double.NaN;
            case 3 -> Double.POSITIVE_INFINITY;
            case 4 -> Double.NEGATIVE_INFINITY;
            case 5 -> random.nextInt(3);
            default -> random.nextGaussian();
        };
    }

    private static NdArray line(Random random, DType dtype, int n) {
        NdArray x = NdArray.empty(dtype, Shape.of(n));
        for (int i = 0; i < n; i++) {
            x.set(element(random, dtype), i);
        }
        return x;
    }

    private static int compare(double a, double b) {
        return a == b ? 0 : Double.isNaN(a) || Double.isNaN(b) ? Boolean.compare(Double.isNaN(a), Double.isNaN(b))
                : a < b ? -1 : 1;
    }

    private static long[] order(double[] line, boolean descending) {
        Integer[] order = new Integer[line.length];
        Arrays.setAll(order, i -> i);
        Comparator<Integer> byValue = (i, j) -> compare(line[i], line[j]);
        Arrays.sort(order, descending ? byValue.reversed() : byValue);
        return Arrays.stream(order).mapToLong(Integer::longValue).toArray();
    }

    private static void check(NdArray x, boolean descending) {
        double[] line = x.toDoubleArray();
        long[] expected = order(line, descending);
        double[] sorted = Arrays.stream(expected).mapToDouble(i -> line[(int) i]).toArray();
        int n = line.length;
        NdArray places = NdArray.empty(DType.I64, Shape.of(n));
        SORT.argSort(x, 0, descending, places);
        assertArrayEquals(expected, places.toLongArray(), () -> "order of " + n + " " + x.dtype());
        NdArray values = NdArray.empty(x.dtype(), Shape.of(n));
        SORT.sort(x, 0, descending, values);
        double[] found = values.toDoubleArray();
        for (int i = 0; i < n; i++) {
            assertEquals(Double.doubleToLongBits(sorted[i]), Double.doubleToLongBits(found[i]), "element " + i);
        }
        for (int k : new int[] {0, 1, n / 9, n / 7, n}) {
            NdArray first = NdArray.empty(DType.I64, Shape.of(Math.min(k, n)));
            SORT.argTopK(x, 0, descending, first);
            assertArrayEquals(Arrays.copyOf(expected, Math.min(k, n)), first.toLongArray(), "first " + k + " of " + n);
        }
    }

    @Example
    void everySizeAroundAThreshold() {
        Random random = new Random(1);
        for (int n : KernelSets.sizes(SORT.thresholds())) {
            for (DType dtype : TYPES) {
                try (Scope _ = Scope.open()) {
                    check(line(random, dtype, n), n % 2 == 0);
                }
            }
        }
    }

    /** Numbers without zeros of both signs, which take a shorter way, with keys that share digits. */
    @Example
    void plainNumbers() {
        Random random = new Random(2);
        for (int n : new int[] {33, 700, 20_000}) {
            for (double scale : new double[] {1e-30, 1, 1e30}) {
                try (Scope _ = Scope.open()) {
                    double[] line = random.doubles(n, -scale, scale).toArray();
                    NdArray x = NdArray.of(line, n);
                    NdArray floats = NdArray.empty(DType.F32, Shape.of(n));
                    Kernels.best().copy().copy(x, floats);
                    check(x, false);
                    check(floats, true);
                    check(floats, false);
                }
            }
        }
    }

    @Property(tries = 300)
    void linesOfAnyView(@ForAll long seed) {
        Random random = new Random(seed);
        try (Scope _ = Scope.open()) {
            DType dtype = TYPES.get(random.nextInt(TYPES.size()));
            NdArray x = RandomViews.view(random, dtype, 40);
            if (x.rank() == 0) {
                return;
            }
            int axis = random.nextInt(x.rank());
            boolean descending = random.nextBoolean();
            NdArray sorted = RandomViews.output(random, dtype, x.shape());
            NdArray places = RandomViews.output(random, DType.I64, x.shape());
            SORT.sort(x, axis - x.rank(), descending, sorted);
            SORT.argSort(x, axis, descending, places);
            NdArray gathered = NdArray.empty(dtype, x.shape());
            Kernels.best().index().gather(x, axis, places, gathered);
            assertArrayEquals(gathered.toDoubleArray(), sorted.toDoubleArray());
            int last = x.rank() - 1;
            double[] lines = x.transpose(axis, last).toDoubleArray();
            long[] found = places.transpose(axis, last).toLongArray();
            int n = (int) x.dim(axis);
            for (int from = 0; from < lines.length; from += n) {
                assertArrayEquals(order(Arrays.copyOfRange(lines, from, from + n), descending),
                        Arrays.copyOfRange(found, from, from + n));
            }
        }
    }

    @Property(tries = 300)
    void searches(@ForAll long seed) {
        Random random = new Random(seed);
        DType dtype = TYPES.get(random.nextInt(4));
        try (Scope _ = Scope.open()) {
            int n = random.nextInt(20);
            int rows = 1 + random.nextInt(3);
            int m = random.nextInt(4) == 0 ? 1 : random.nextInt(5000);
            NdArray sorted = NdArray.empty(dtype, Shape.of(rows, n));
            NdArray drawn = NdArray.empty(dtype, Shape.of(rows, n));
            NdArray values = NdArray.empty(dtype, Shape.of(m, rows)).transpose(0, 1);
            for (int i = 0; i < rows * n; i++) {
                drawn.set(element(random, dtype), i / n, i % n);
            }
            for (int i = 0; i < rows * m; i++) {
                values.set(element(random, dtype), i / m, i % m);
            }
            SORT.sort(drawn, 1, false, sorted);
            boolean right = random.nextBoolean();
            NdArray out = NdArray.empty(DType.I64, values.shape());
            NdArray one = NdArray.empty(DType.I64, values.shape());
            SORT.searchSorted(sorted, values, right, out);
            SORT.searchSorted(sorted.select(0, 0), values, right, one);
            for (int i = 0; i < rows * m; i++) {
                double value = values.getDouble(i / m, i % m);
                assertEquals(place(sorted.select(0, i / m), value, right), out.getLong(i / m, i % m));
                assertEquals(place(sorted.select(0, 0), value, right), one.getLong(i / m, i % m));
            }
        }
    }

    @Example
    void aLineForEachOfManyValues() {
        Random random = new Random(3);
        try (Scope _ = Scope.open()) {
            int rows = 2500;
            NdArray drawn = NdArray.empty(DType.F32, Shape.of(rows, 6));
            NdArray values = NdArray.empty(DType.F32, Shape.of(rows, 1));
            RandomViews.fill(random, drawn);
            RandomViews.fill(random, values);
            NdArray sorted = NdArray.empty(DType.F32, drawn.shape());
            SORT.sort(drawn, 1, false, sorted);
            NdArray out = NdArray.empty(DType.I64, values.shape());
            SORT.searchSorted(sorted, values, false, out);
            for (int i = 0; i < rows; i++) {
                assertEquals(place(sorted.select(0, i), values.getDouble(i, 0), false), out.getLong(i, 0));
            }
        }
    }

    private static long place(NdArray sorted, double value, boolean right) {
        return Arrays.stream(sorted.toDoubleArray())
                .filter(x -> compare(x, value) < 0 || right && compare(x, value) == 0).count();
    }

    @Example
    void manyThreadsAndNothingLeft() {
        Random random = new Random(3);
        try (Scope _ = Scope.open()) {
            NdArray x = NdArray.empty(DType.F32, Shape.of(300, 90));
            for (int i = 0; i < x.size(); i++) {
                x.set(random.nextInt(50), i / 90, i % 90);
            }
            NdArray alone = NdArray.empty(DType.I64, x.shape());
            NdArray together = NdArray.empty(DType.I64, x.shape());
            for (int axis = 0; axis < 2; axis++) {
                try (Parallelism _ = Parallelism.cap(1)) {
                    SORT.argSort(x, axis, true, alone);
                }
                long before = Memory.stats().liveBytes();
                SORT.argSort(x, axis, true, together);
                assertEquals(before, Memory.stats().liveBytes());
                assertArrayEquals(alone.toLongArray(), together.toLongArray());
            }
        }
    }

    @Example
    void wrappedMemory() {
        try (Scope _ = Scope.open()) {
            NdArray x = NdArray.wrap(MemorySegment.ofArray(new float[] {3, Float.NaN, 1}), DType.F32, Shape.of(3));
            NdArray out = NdArray.empty(DType.F32, Shape.of(3));
            SORT.sort(x, 0, false, out);
            assertArrayEquals(new float[] {1, 3, Float.NaN}, out.toFloatArray());
            NdArray places = NdArray.empty(DType.I64, Shape.of(3));
            SORT.argSort(x, 0, true, places);
            assertArrayEquals(new long[] {1, 0, 2}, places.toLongArray());
            SORT.searchSorted(x, out, false, places);
        }
    }

    @Example
    void badArguments() {
        try (Scope _ = Scope.open()) {
            NdArray x = NdArray.zeros(DType.F32, Shape.of(2, 3));
            NdArray places = NdArray.zeros(DType.I64, Shape.of(2, 4));
            assertMessage("argSort: out has shape [2, 4], expected [2, 3]", () -> SORT.argSort(x, 1, false, places));
            assertMessage("argTopK: out has shape [2, 4], expected [2, 3], or shorter along axis 1",
                    () -> SORT.argTopK(x, 1, false, places));
            assertMessage("sort: out is I64, expected F32", () -> SORT.sort(x, 1, false, places));
            assertMessage("sort: out lies in the storage of the input", () -> SORT.sort(x, 1, false, x));
            NdArray half = NdArray.zeros(DType.F16, Shape.of(3));
            assertMessage("sort: order of F16 elements is not defined", () -> SORT.sort(half, 0, false, half));
            assertMessage("searchSorted: sorted has shape [2, 3], expected one axis, or the leading axes of the "
                    + "values, [3, 2]",
                    () -> SORT.searchSorted(x, NdArray.zeros(DType.F32, Shape.of(3, 2)), false,
                            NdArray.zeros(DType.I64, Shape.of(3, 2))));
        }
    }

    private static void assertMessage(String expected, Runnable call) {
        assertEquals(expected, assertThrows(IllegalArgumentException.class, call::run).getMessage());
    }

    @Tag("heap")
    @Example
    void noGarbage() {
        try (Scope _ = Scope.open(); Parallelism _ = Parallelism.cap(1)) {
            Random random = new Random(4);
            for (DType dtype : List.of(DType.F32, DType.F64)) {
                NdArray x = line(random, dtype, 3000);
                NdArray rows = x.reshape(100, 30);
                NdArray sorted = NdArray.empty(dtype, Shape.of(3000));
                NdArray places = NdArray.empty(DType.I64, Shape.of(3000));
                NdArray first = NdArray.empty(DType.I64, Shape.of(50));
                NdArray rowPlaces = places.reshape(100, 30);
                KernelSets.assertAllocatesNothing("sort", () -> SORT.sort(x, 0, false, sorted));
                KernelSets.assertAllocatesNothing("argSort", () -> SORT.argSort(x, 0, false, places));
                KernelSets.assertAllocatesNothing("argSort of rows", () -> SORT.argSort(rows, 1, false, rowPlaces));
                KernelSets.assertAllocatesNothing("argTopK", () -> SORT.argTopK(x, 0, true, first));
                KernelSets.assertAllocatesNothing("searchSorted", () -> SORT.searchSorted(sorted, x, true, places));
            }
        }
    }
}

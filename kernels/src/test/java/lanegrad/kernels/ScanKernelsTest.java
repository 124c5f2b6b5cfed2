package lanegrad.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Random;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.memory.Scope;
import lanegrad.parallel.Parallelism;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;

/** Scans against plain loops over the lines. */
class ScanKernelsTest {

    private static final List<DType> NUMBERS = List.of(DType.F32, DType.F64, DType.I32, DType.I64);

    private static final ScanKernels SCAN = Kernels.best().scan();

    private static double[] scan(ScanOp op, double[] line, boolean reverse, boolean exclusive, DType dtype) {
        int n = line.length;
        double[] result = new double[n];
        double state = op == ScanOp.SUM ? 0 : op == ScanOp.PROD ? 1 : Double.NEGATIVE_INFINITY;
        long whole = op == ScanOp.PROD ? 1 : 0;
        for (int i = 0; i < n; i++) {
            int at = reverse ? n - 1 - i : i;
            double before = state;
            double x = line[at];
            whole = op == ScanOp.PROD ? whole * (long) x : whole + (long) x;
            state = switch (op) {
                case SUM -> state + x;
                case PROD -> state * x;
                case LOG_SUM_EXP -> logAddExp(state, x);
            };
            if (!dtype.isFloating()) {
                state = dtype == DType.I32 ? (int) whole : whole;
            }
            result[at] = exclusive ? before : state;
        }
        return result;
    }

    private static double logAddExp(double a, double b) {
        return a == b ? a + Math.log(2) : Math.max(a, b) + Math.log1p(Math.exp(-Math.abs(a - b)));
    }

    @Property(tries = 500)
    void agreesWithTheDefinition(@ForAll long seed) {
        Random random = new Random(seed);
        try (Scope _ = Scope.open()) {
            DType dtype = NUMBERS.get(random.nextInt(4));
            NdArray x = RandomViews.view(random, dtype, 40);
            if (x.rank() == 0) {
                return;
            }
            int axis = random.nextInt(x.rank());
            ScanOp op = ScanOp.values()[random.nextInt(dtype.isFloating() ? 3 : 2)];
            boolean reverse = random.nextBoolean();
            boolean exclusive = random.nextBoolean();
            NdArray out = RandomViews.output(random, dtype, x.shape());
            SCAN.scan(op, x, axis - x.rank(), reverse, exclusive, out);
            compare(x, axis, out, line -> scan(op, line, reverse, exclusive, dtype));
            NdArray places = RandomViews.output(random, DType.I64, x.shape());
            SCAN.argScan(reverse, x, axis, places);
            compare(x, axis, places, line -> argScan(reverse, line));
            if (dtype.isFloating()) {
                NdArray terms = RandomViews.output(random, dtype, x.shape());
                Kernels.best().map().unary(UnaryOp.NEG, x, terms);
                SCAN.recurrence(x, terms, axis, reverse, out);
                compare(x, axis, out, line -> recurrence(line, reverse));
            }
        }
    }

    private static double[] argScan(boolean greatest, double[] line) {
        double[] places = new double[line.length];
        int best = 0;
        for (int i = 0; i < line.length; i++) {
            boolean better = Double.isNaN(line[i]) || (greatest ? line[i] > line[best] : line[i] < line[best]);
            best = better && !Double.isNaN(line[best]) ? i : best;
            places[i] = best;
        }
        return places;
    }

    private static double[] recurrence(double[] line, boolean reverse) {
        double[] result = new double[line.length];
        double state = 0;
        for (int i = 0; i < line.length; i++) {
            int at = reverse ? line.length - 1 - i : i;
            state = line[at] * state - line[at];
            result[at] = state;
        }
        return result;
    }

    private static void compare(NdArray x, int axis, NdArray out, java.util.function.UnaryOperator<double[]> lines) {
        double[] from = x.transpose(axis, -1).toDoubleArray();
        double[] found = out.transpose(axis, -1).toDoubleArray();
        int n = (int) x.dim(axis);
        for (int at = 0; at < from.length; at += n) {
            double[] expected = lines.apply(java.util.Arrays.copyOfRange(from, at, at + n));
            for (int i = 0; i < n; i++) {
                double tolerance = out.dtype() == DType.F32 ? 1e-6 : out.dtype() == DType.F64 ? 1e-13 : 0;
                assertEquals(expected[i], found[at + i], tolerance * (1 + Math.abs(expected[i])),
                        "element " + i + " of " + x.layout() + " along " + axis);
            }
        }
    }

    @Example
    void everySizeAroundAThreshold() {
        Random random = new Random(1);
        for (int n : KernelSets.sizes(SCAN.thresholds())) {
            for (long[] dims : new long[][] {{n}, {3, n}, {n, 9}, {2, n}}) {
                try (Scope _ = Scope.open()) {
                    NdArray x = NdArray.empty(DType.F64, Shape.of(dims));
                    double[] drawn = random.doubles(x.size(), -1, 1).toArray();
                    Kernels.best().copy().copy(NdArray.of(drawn, dims), x);
                    NdArray out = NdArray.empty(DType.F64, x.shape());
                    for (int axis = 0; axis < dims.length; axis++) {
                        SCAN.scan(ScanOp.SUM, x, axis, false, false, out);
                        compare(x, axis, out, line -> scan(ScanOp.SUM, line, false, false, DType.F64));
                    }
                }
            }
        }
    }

    @Example
    void infinitiesAndNaN() {
        double inf = Double.POSITIVE_INFINITY;
        double nan = Double.NaN;
        try (Scope _ = Scope.open()) {
            NdArray x = NdArray.of(new double[] {-inf, -inf, 1, -inf, inf, 2, inf, -inf}, 8);
            NdArray out = NdArray.empty(DType.F64, x.shape());
            SCAN.scan(ScanOp.LOG_SUM_EXP, x, 0, false, false, out);
            assertArrayEquals(new double[] {-inf, -inf, 1, 1, inf, inf, inf, inf}, out.toDoubleArray());
            SCAN.scan(ScanOp.LOG_SUM_EXP, x, 0, false, true, out);
            assertArrayEquals(new double[] {-inf, -inf, -inf, 1, 1, inf, inf, inf}, out.toDoubleArray());
            NdArray huge = NdArray.of(new double[] {1000, 1000, -1000}, 3);
            NdArray level = NdArray.empty(DType.F64, huge.shape());
            SCAN.scan(ScanOp.LOG_SUM_EXP, huge, 0, false, false, level);
            assertArrayEquals(new double[] {1000, 1000 + Math.log(2), 1000 + Math.log(2)}, level.toDoubleArray(),
                    1e-12);
            NdArray odd = NdArray.of(new double[] {1, -inf, 3, nan, 9, nan, 3, 2}, 8);
            NdArray places = NdArray.empty(DType.I64, odd.shape());
            SCAN.argScan(true, odd, 0, places);
            assertArrayEquals(new long[] {0, 0, 2, 3, 3, 3, 3, 3}, places.toLongArray());
            SCAN.argScan(false, odd, 0, places);
            assertArrayEquals(new long[] {0, 1, 1, 3, 3, 3, 3, 3}, places.toLongArray());
        }
    }

    @Example
    void aRunningSumOfManyOnesIsExact() {
        int n = 17_000_000; // more than floats can count
        try (Scope _ = Scope.open()) {
            NdArray x = NdArray.full(DType.F32, Shape.SCALAR, 1).expand(Shape.of(n));
            NdArray out = NdArray.empty(DType.F32, Shape.of(n));
            SCAN.scan(ScanOp.SUM, x, 0, false, false, out);
            for (int i = 1; i <= n; i += 1_699_999) {
                assertEquals((float) i, (float) out.getDouble(i - 1));
            }
        }
    }

    @Example
    void inPlaceAndWithManyThreads() {
        Random random = new Random(2);
        float[] values = new float[70_000];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        for (int axis = 0; axis < 2; axis++) {
            try (Scope _ = Scope.open()) {
                NdArray x = NdArray.of(values, 200, 350);
                NdArray alone = NdArray.empty(DType.F32, x.shape());
                try (Parallelism _ = Parallelism.cap(1)) {
                    SCAN.scan(ScanOp.SUM, x, axis, true, false, alone);
                }
                SCAN.scan(ScanOp.SUM, x, axis, true, false, x);
                assertArrayEquals(alone.toFloatArray(), x.toFloatArray());
            }
        }
    }

    @Example
    void badArguments() {
        try (Scope _ = Scope.open()) {
            NdArray x = NdArray.zeros(DType.I32, Shape.of(2, 3));
            assertMessage("scan: LOG_SUM_EXP of I32 elements is not defined",
                    () -> SCAN.scan(ScanOp.LOG_SUM_EXP, x, 0, false, false, x));
            assertMessage("scan: out has shape [3], expected [2, 3]",
                    () -> SCAN.scan(ScanOp.SUM, x, 0, false, false, NdArray.zeros(DType.I32, Shape.of(3))));
            assertMessage("argScan: out is I32, expected I64", () -> SCAN.argScan(true, x, 0, x));
            assertMessage("recurrence: a is I32, expected F32 or F64", () -> SCAN.recurrence(x, x, 0, false, x));
            NdArray f = NdArray.zeros(DType.F32, Shape.of(4));
            assertMessage("scan: the output overlaps x without being it: Layout[shape [3], strides [1], offset 1] "
                    + "and Layout[shape [3], strides [1], offset 0]",
                    () -> SCAN.scan(ScanOp.SUM, f.slice(0, 0, 3, 1), 0, false, false, f.slice(0, 1, 4, 1)));
        }
    }

    private static void assertMessage(String expected, Runnable call) {
        assertEquals(expected, assertThrows(IllegalArgumentException.class, call::run).getMessage());
    }

    @Tag("heap")
    @Example
    void noGarbage() {
        try (Scope _ = Scope.open(); Parallelism _ = Parallelism.cap(1)) {
            NdArray x = NdArray.full(DType.F32, Shape.of(50, 60), 0.5);
            NdArray out = NdArray.empty(DType.F32, x.shape());
            NdArray places = NdArray.empty(DType.I64, x.shape());
            for (int axis : new int[] {0, 1}) {
                for (ScanOp op : ScanOp.values()) {
                    KernelSets.assertAllocatesNothing("scan " + op,
                            () -> SCAN.scan(op, x, axis, false, false, out));
                }
                KernelSets.assertAllocatesNothing("argScan", () -> SCAN.argScan(true, x, axis, places));
                KernelSets.assertAllocatesNothing("recurrence", () -> SCAN.recurrence(x, x, axis, true, out));
            }
        }
    }
}

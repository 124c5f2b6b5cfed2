package lanegrad.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.memory.Scope;
import lanegrad.parallel.Parallelism;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ReduceKernelsTest {

    private static final List<Kernels> ALL = KernelSets.all();

    @Property(tries = 400)
    void agreesWithTheDefinition(@ForAll long seed) {
        Random random = new Random(seed);
        try (Scope _ = Scope.open()) {
            DType dtype = List.of(DType.F32, DType.F64, DType.I32, DType.I64, DType.BOOL).get(random.nextInt(5));
            NdArray x = RandomViews.view(random, dtype, 40);
            int axes = random.nextInt(1 << x.rank());
            for (ReduceOp op : ReduceOp.values()) {
                boolean logical = op == ReduceOp.ANY || op == ReduceOp.ALL;
                boolean extremum = op == ReduceOp.MAX || op == ReduceOp.MIN;
                if (logical && dtype.isFloating() || op == ReduceOp.MEAN && !dtype.isFloating()
                        || dtype == DType.BOOL && !logical && !extremum) {
                    continue;
                }
                for (Kernels kernels : ALL) {
                    check(kernels, op, x, axes,
                            RandomViews.output(random, logical ? DType.BOOL : dtype, reduced(x.shape(), axes)));
                }
            }
        }
    }

    private static void check(Kernels kernels, ReduceOp op, NdArray x, int axes, NdArray out) {
        boolean extremum = op == ReduceOp.MAX || op == ReduceOp.MIN;
        if (extremum && x.size() == 0 && out.size() > 0) {
            assertThrows(IllegalArgumentException.class, () -> kernels.reduce().reduce(op, x, axes, out));
            return;
        }
        kernels.reduce().reduce(op, x, axes, out);
        double[] values = out.toDoubleArray();
        long[] index = new long[x.rank()];
        for (int o = 0; o < values.length; o++) {
            unflatten(o, out.shape(), index);
            double[] line = line(x, index, axes);
            double expected = define(op, line, x.dtype());
            if (Double.isNaN(expected)) {
                assertTrue(Double.isNaN(values[o]));
                continue;
            }
            double size = Arrays.stream(line).map(Math::abs).sum() + Math.abs(expected) + 1;
            double tolerance = x.dtype() == DType.F32 ? 1e-6 * size * (op == ReduceOp.SUM_OF_SQUARES ? 4 : 1)
                    : x.dtype() == DType.F64 ? 1e-14 * size * 4 : 0;
            assertEquals(expected, values[o], extremum ? 0 : tolerance,
                    () -> kernels.name() + " " + op + " " + x.layout());
        }
    }

    private static double define(ReduceOp op, double[] line, DType dtype) {
        double value = switch (op) {
            case SUM, MEAN, SUM_OF_SQUARES, ANY -> 0;
            case PROD, ALL -> 1;
            case MAX -> Double.NEGATIVE_INFINITY;
            case MIN -> Double.POSITIVE_INFINITY;
        };
        long whole = (long) value;
        for (double v : line) {
            whole = op == ReduceOp.PROD ? whole * (long) v : whole;
            value = switch (op) {
                case SUM, MEAN -> value + v;
                case SUM_OF_SQUARES -> value + v * v;
                case PROD -> value * v;
                case MAX -> Math.max(value, v);
                case MIN -> Math.min(value, v);
                case ANY -> value != 0 || v != 0 ? 1 : 0;
                case ALL -> value != 0 && v != 0 ? 1 : 0;
            };
        }
        if (op == ReduceOp.PROD && !dtype.isFloating()) {
            return dtype == DType.I32 ? (int) whole : whole;
        }
        return op == ReduceOp.MEAN ? value / line.length : value;
    }

    private static Shape reduced(Shape shape, int axes) {
        long[] dims = shape.toArray();
        for (int i = 0; i < dims.length; i++) {
            dims[i] = (axes & 1 << i) != 0 ? 1 : dims[i];
        }
        return Shape.of(dims);
    }

    private static void unflatten(long flat, Shape shape, long[] index) {
        long rest = flat;
        for (int i = index.length - 1; i >= 0; i--) {
            index[i] = rest % shape.dim(i);
            rest /= shape.dim(i);
        }
    }

    private static double[] line(NdArray x, long[] start, int axes) {
        long count = 1;
        for (int i = 0; i < x.rank(); i++) {
            count *= (axes & 1 << i) != 0 ? x.dim(i) : 1;
        }
        double[] line = new double[(int) count];
        for (int n = 0; n < count; n++) {
            long[] index = start.clone();
            long rest = n;
            for (int i = x.rank() - 1; i >= 0; i--) {
                if ((axes & 1 << i) != 0) {
                    index[i] = rest % x.dim(i);
                    rest /= x.dim(i);
                }
            }
            line[n] = x.getDouble(index);
        }
        return line;
    }

    @Test
    void sameBitsForAnyNumberOfThreadsAndRightOnEachSideOfEveryThreshold() {
        for (long[] dims : new long[][] {{1, 65535}, {1, 65536}, {1, 65537}, {3, 200_000}, {4095, 7}, {4096, 9},
            {4097, 16},
            {9000, 33}, {5, 1023}, {300, 1024}, {300, 1025}, {255, 70}, {256, 70}, {257, 70}}) {
            try (Scope _ = Scope.open()) {
                NdArray x = NdArray.empty(DType.F32, Shape.of(dims));
                RandomViews.fill(new Random(dims[0]), x);
                for (int axes = 1; axes < 4; axes++) {
                    float[] first = null;
                    for (int threads = 1; threads <= 3; threads++) {
                        try (Parallelism _ = Parallelism.cap(threads)) {
                            NdArray out = NdArray.empty(DType.F32, reduced(x.shape(), axes));
                            Kernels.best().reduce().reduce(ReduceOp.SUM, x, axes, out);
                            first = first == null ? out.toFloatArray() : first;
                            assertArrayEquals(first, out.toFloatArray());
                        }
                    }
                    NdArray scalar = NdArray.empty(DType.F32, reduced(x.shape(), axes));
                    Kernels.scalar().reduce().reduce(ReduceOp.SUM, x, axes, scalar);
                    assertArrayEquals(scalar.toFloatArray(), first, 2e-3f);
                }
            }
        }
    }

    /** Whole numbers, so that every partial sum is exact: what is missing, or is counted twice, shows. */
    @Test
    void manyChunksAndBlocksMakeOneResult() {
        for (long[] dims : new long[][] {{3, 200_000}, {9000, 33}, {4200, 1100}, {2, 70_000}}) {
            boolean blocks = dims[1] == 1100; // of columns, which floats alone have
            for (DType dtype : blocks ? List.of(DType.F32) : List.of(DType.F32, DType.F64, DType.I64)) {
                try (Scope _ = Scope.open()) {
                    Random random = new Random(dims[1]);
                    int rows = (int) dims[0];
                    int columns = (int) dims[1];
                    double[] values = random.ints((long) rows * columns, -9, 9).asDoubleStream().toArray();
                    NdArray x = NdArray.empty(dtype, Shape.of(dims));
                    Kernels.best().copy().copy(NdArray.of(values, dims), x);
                    for (ReduceOp op : List.of(ReduceOp.SUM, ReduceOp.MEAN, ReduceOp.SUM_OF_SQUARES, ReduceOp.MAX,
                            ReduceOp.MIN)) {
                        for (int axes = 1; axes < (op == ReduceOp.MEAN && !dtype.isFloating() ? 0 : 4); axes++) {
                            double[] expected = define(op, values, rows, columns, axes);
                            if (dtype == DType.F32) {
                                Arrays.setAll(expected, i -> (float) expected[i]);
                            }
                            for (Kernels kernels : ALL) {
                                NdArray out = RandomViews.output(random, dtype, reduced(x.shape(), axes));
                                kernels.reduce().reduce(op, x, axes, out);
                                assertArrayEquals(expected, out.toDoubleArray(), op == ReduceOp.MEAN ? 1e-6 : 0,
                                        kernels.name() + " " + op + " over " + axes + " of " + x.shape());
                            }
                        }
                    }
                }
            }
        }
    }

    private static double[] define(ReduceOp op, double[] x, int rows, int columns, int axes) {
        double[] results = new double[(axes & 1) != 0 ? (axes & 2) != 0 ? 1 : columns : rows];
        Arrays.fill(results, op == ReduceOp.MAX ? Double.NEGATIVE_INFINITY
                : op == ReduceOp.MIN ? Double.POSITIVE_INFINITY : 0);
        for (int i = 0; i < x.length; i++) {
            int at = axes == 3 ? 0 : axes == 1 ? i % columns : i / columns;
            results[at] = switch (op) {
                case MAX -> Math.max(results[at], x[i]);
                case MIN -> Math.min(results[at], x[i]);
                case SUM_OF_SQUARES -> results[at] + x[i] * x[i];
                case MEAN -> results[at] + x[i] * results.length / x.length;
                default -> results[at] + x[i];
            };
        }
        return results;
    }

    /** They are the oracle of those of vectors, which add floats within a block. */
    @Test
    void plainSumsAreThoseOfDoubles() {
        Random random = new Random(8);
        for (int n : new int[] {3000, 5000, 100_000}) {
            try (Scope _ = Scope.open()) {
                double[] values = random.doubles(n).map(v -> (float) v).toArray();
                NdArray x = NdArray.empty(DType.F32, Shape.of(n));
                Kernels.best().copy().copy(NdArray.of(values), x);
                NdArray out = NdArray.empty(DType.F32, Shape.of(1));
                Kernels.scalar().reduce().reduce(ReduceOp.SUM, x, 1, out);
                float sum = (float) Arrays.stream(values).sum();
                assertEquals(sum, out.item(), Math.ulp(sum));
                Kernels.scalar().reduce().reduce(ReduceOp.SUM_OF_SQUARES, x, 1, out);
                float squares = (float) Arrays.stream(values).map(v -> v * v).sum();
                assertEquals(squares, out.item(), Math.ulp(squares));
            }
        }
    }

    @Test
    void theExtremesOfExtremes() {
        try (Scope _ = Scope.open()) {
            for (DType dtype : List.of(DType.F32, DType.F64)) {
                NdArray hidden = NdArray.full(dtype, Shape.of(3, 40), Double.NEGATIVE_INFINITY);
                NdArray infinite = NdArray.full(dtype, Shape.of(3, 40), Double.POSITIVE_INFINITY);
                for (Kernels kernels : ALL) {
                    for (int axes = 1; axes < 4; axes++) {
                        NdArray out = NdArray.empty(dtype, reduced(hidden.shape(), axes));
                        kernels.reduce().reduce(ReduceOp.MAX, hidden, axes, out);
                        assertTrue(Arrays.stream(out.toDoubleArray()).allMatch(v -> v == Double.NEGATIVE_INFINITY));
                        kernels.reduce().reduce(ReduceOp.MIN, infinite, axes, out);
                        assertTrue(Arrays.stream(out.toDoubleArray()).allMatch(v -> v == Double.POSITIVE_INFINITY));
                    }
                }
            }
            NdArray greatest = NdArray.of(new long[] {Long.MAX_VALUE, Long.MAX_VALUE - 1}, 1, 2);
            NdArray least = NdArray.of(new long[] {Long.MIN_VALUE, Long.MIN_VALUE + 1}, 1, 2);
            NdArray out = NdArray.empty(DType.I64, Shape.of(1, 1));
            for (Kernels kernels : ALL) {
                kernels.reduce().reduce(ReduceOp.MIN, greatest, 2, out);
                assertEquals(Long.MAX_VALUE - 1, out.getLong(0, 0));
                kernels.reduce().reduce(ReduceOp.MAX, least, 2, out);
                assertEquals(Long.MIN_VALUE + 1, out.getLong(0, 0));
            }
        }
    }

    /** In every lane, and in each place behind the last whole vector. */
    @Test
    void aNaNIsTheExtremumWhereverItStands() {
        try (Scope _ = Scope.open()) {
            for (int n : new int[] {1, 5, 16, 17, 35, 70}) {
                for (int at = 0; at < n; at++) {
                    NdArray x = NdArray.full(DType.F32, Shape.of(n), 2);
                    x.set(Double.NaN, at);
                    NdArray out = NdArray.empty(DType.F32, Shape.of(1));
                    for (Kernels kernels : ALL) {
                        for (ReduceOp op : List.of(ReduceOp.MAX, ReduceOp.MIN)) {
                            kernels.reduce().reduce(op, x, 1, out);
                            assertTrue(Double.isNaN(out.item()), kernels.name() + " " + op + " " + at + " of " + n);
                        }
                    }
                }
            }
        }
    }

    @Test
    void sumsManyOnesExactly() {
        try (Scope _ = Scope.open()) {
            NdArray ones = NdArray.full(DType.F32, Shape.of(1), 1).expand(Shape.of(20_000_000));
            NdArray out = NdArray.empty(DType.F32, Shape.of(1));
            for (Kernels kernels : ALL) {
                kernels.reduce().reduce(ReduceOp.SUM, ones, 1, out);
                assertEquals(20_000_000, out.item());
            }
        }
    }

    @Test
    void varianceSurvivesAGreatMean() {
        Random random = new Random(3);
        try (Scope _ = Scope.open()) {
            NdArray x = NdArray.empty(DType.F32, Shape.of(3, 5000));
            float[] values = new float[15000];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (1e6 + random.nextGaussian());
                x.set(values[i], i / 5000, i % 5000);
            }
            for (NdArray layout : List.of(x, x.transpose(0, 1).slice(1, 2, -1, -1))) {
                int axes = layout == x ? 2 : 1;
                for (Kernels kernels : ALL) {
                    NdArray out = NdArray.empty(DType.F32, reduced(layout.shape(), axes));
                    kernels.reduce().variance(layout, axes, 1, out);
                    for (int row = 0; row < 3; row++) {
                        double mean = 0;
                        double squares = 0;
                        for (int i = 0; i < 5000; i++) {
                            mean += values[row * 5000 + i] / 5000.0;
                        }
                        for (int i = 0; i < 5000; i++) {
                            squares += Math.pow(values[row * 5000 + i] - mean, 2) / 4999;
                        }
                        double actual = layout == x ? out.getDouble(row, 0) : out.getDouble(0, 2 - row);
                        assertEquals(squares, actual, 1e-5 * squares);
                    }
                }
            }
        }
    }

    @Test
    void findsTheFirstOfEqualsAndNaN() {
        try (Scope _ = Scope.open()) {
            NdArray x = NdArray.of(new float[] {1, 3, 3, 0, Float.NaN, 9, 0, 0, -1}, 3, 3);
            for (Kernels kernels : ALL) {
                NdArray out = NdArray.empty(DType.I64, Shape.of(3, 1));
                kernels.reduce().argMax(x, 1, out);
                assertArrayEquals(new long[] {1, 1, 0}, out.toLongArray());
                kernels.reduce().argMin(x, 1, out);
                assertArrayEquals(new long[] {0, 1, 2}, out.toLongArray());
                NdArray max = NdArray.empty(DType.F32, Shape.of(3, 1));
                kernels.reduce().reduce(ReduceOp.MAX, x, 2, max);
                assertEquals(3, max.getDouble(0, 0));
                assertTrue(Double.isNaN(max.getDouble(1, 0)));
            }
        }
    }

    @Test
    void aHundredMillionOnesAddUpExactly() {
        int n = 100_000_000;
        for (Kernels kernels : ALL) {
            try (Scope _ = Scope.open()) {
                NdArray sum = NdArray.empty(DType.F32, Shape.of(1));
                kernels.reduce().reduce(ReduceOp.SUM, NdArray.full(DType.F32, Shape.SCALAR, 1).expand(Shape.of(n)), 1,
                        sum);
                assertEquals(n, sum.item());
                NdArray ones = NdArray.full(DType.F32, Shape.of(n / 1000), 1);
                NdArray column = NdArray.empty(DType.F32, Shape.of(1, 100));
                kernels.reduce().reduce(ReduceOp.SUM, ones.reshape(n / 100_000, 100).slice(0, 0, 1, 1)
                        .expand(Shape.of(n / 100, 100)), 1, column);
                for (float each : column.toFloatArray()) {
                    assertEquals(n / 100, each);
                }
            }
        }
    }
}

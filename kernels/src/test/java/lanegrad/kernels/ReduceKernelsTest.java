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
                    check(kernels, op, x, axes, logical ? DType.BOOL : dtype);
                }
            }
        }
    }

    private static void check(Kernels kernels, ReduceOp op, NdArray x, int axes, DType result) {
        NdArray out = NdArray.empty(result, reduced(x.shape(), axes));
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

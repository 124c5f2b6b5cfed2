package lanegrad.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.memory.Scope;
import lanegrad.parallel.Parallelism;
import net.jqwik.api.Example;
import net.jqwik.api.Tag;

/** Kernels on matrices: what factors multiply back to, at the sizes of {@link MatrixKernels#thresholds}; and errors. */
class MatrixKernelsTest {

    private static final MatrixKernels MATRIX = Kernels.scalar().matrix();
    private static final int[] SIZES = {0, 1, 2, 3, 4, 5, 7, 8, 9, 16, 33, 70};

    private static double[][] random(int m, int n, long seed) {
        Random random = new Random(seed);
        double[][] a = new double[m][n];
        for (double[] row : a) {
            Arrays.setAll(row, _ -> random.nextGaussian());
        }
        return a;
    }

    private static double[][] times(double[][] a, double[][] b, int n) {
        double[][] c = new double[a.length][n];
        for (int i = 0; i < a.length; i++) {
            for (int k = 0; k < b.length; k++) {
                for (int j = 0; j < n; j++) {
                    c[i][j] += a[i][k] * b[k][j];
                }
            }
        }
        return c;
    }

    private static double[][] turned(double[][] a, int n) {
        double[][] t = new double[n][a.length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < n; j++) {
                t[j][i] = a[i][j];
            }
        }
        return t;
    }

    private static NdArray array(double[][] a, int n, DType dtype) {
        NdArray array = NdArray.empty(dtype, Shape.of(a.length, n));
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < n; j++) {
                array.set(a[i][j], i, j);
            }
        }
        return array;
    }

    private static double[][] matrix(NdArray array) {
        double[][] a = new double[(int) array.dim(0)][(int) array.dim(1)];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a[i].length; j++) {
                a[i][j] = array.getDouble(i, j);
            }
        }
        return a;
    }

    private static void assertNear(double[][] expected, double[][] found, double limit) {
        assertEquals(expected.length, found.length);
        for (int i = 0; i < expected.length; i++) {
            assertArrayEquals(expected[i], found[i], limit, "row " + i);
        }
    }

    @Example
    void factorsMultiplyBack() {
        for (DType dtype : List.of(DType.F32, DType.F64)) {
            double unit = dtype == DType.F32 ? 1e-7 : 1e-15;
            for (int n : SIZES) {
                try (Scope _ = Scope.open()) {
                    double[][] x = random(n, n, n);
                    double[][] definite = times(x, turned(x, n), n);
                    for (int i = 0; i < n; i++) {
                        definite[i][i] += n;
                    }
                    NdArray a = array(definite, n, dtype);
                    NdArray l = NdArray.full(dtype, a.shape(), Double.NaN);
                    MATRIX.cholesky(a, l);
                    double[][] factor = matrix(l);
                    assertNear(matrix(a), times(factor, turned(factor, n), n), 40 * n * unit);
                    for (int i = 0; i < n; i++) {
                        assertTrue(factor[i][i] > 0);
                        for (int j = i + 1; j < n; j++) {
                            assertEquals(0, factor[i][j]);
                        }
                    }
                    for (int m : new int[] {n, n + 3, 2 * n + 1, Math.max(0, n - 2), n / 3}) {
                        qrMultipliesBack(m, n, dtype, unit);
                        luMultipliesBack(m, n, dtype, unit);
                    }
                }
            }
        }
    }

    private static void qrMultipliesBack(int m, int n, DType dtype, double unit) {
        int k = Math.min(m, n);
        NdArray a = array(random(m, n, m * 100 + n), n, dtype);
        NdArray q = NdArray.full(dtype, Shape.of(m, k), Double.NaN);
        NdArray r = NdArray.full(dtype, Shape.of(k, n), Double.NaN);
        MATRIX.qr(a, q, r);
        assertNear(matrix(a), times(matrix(q), matrix(r), n), 40 * (n + 1) * unit);
        double[][] product = times(turned(matrix(q), k), matrix(q), k);
        for (int i = 0; i < k; i++) {
            assertTrue(r.getDouble(i, i) >= 0);
            for (int j = 0; j < k; j++) {
                assertEquals(i == j ? 1 : 0, product[i][j], 40 * unit * (n + 1));
                assertTrue(j >= i || r.getDouble(i, j) == 0);
            }
        }
    }

    private static void luMultipliesBack(int m, int n, DType dtype, double unit) {
        NdArray a = array(random(m, n, m * 100 + n), n, dtype);
        NdArray out = NdArray.full(dtype, a.shape(), Double.NaN);
        NdArray places = NdArray.full(dtype, Shape.of(m, 1), Double.NaN);
        MATRIX.lu(a, places, out);
        double[][] both = matrix(out);
        int k = Math.min(m, n);
        double[][] l = new double[m][k];
        double[][] u = new double[k][n];
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                if (j < i) {
                    l[i][j] = both[i][j];
                    assertTrue(Math.abs(l[i][j]) <= 1, "a greater pivot was there");
                } else {
                    u[i][j] = both[i][j];
                }
            }
            if (i < k) {
                l[i][i] = 1;
            }
        }
        double[][] from = matrix(a);
        double[][] sorted = new double[m][];
        for (int i = 0; i < m; i++) {
            sorted[i] = from[(int) places.getDouble(i, 0)];
        }
        assertArrayEquals(java.util.stream.IntStream.range(0, m).asDoubleStream().toArray(),
                Arrays.stream(places.toDoubleArray()).sorted().toArray());
        assertNear(sorted, times(l, u, n), 40 * (n + 1) * unit);
    }

    @Example
    void luOfSingularMatricesAndNaN() {
        try (Scope _ = Scope.open()) {
            NdArray out = NdArray.empty(DType.F64, Shape.of(3, 3));
            NdArray places = NdArray.empty(DType.F64, Shape.of(3, 1));
            MATRIX.lu(NdArray.of(new double[] {0, 0, 2, 0, 0, 1, 0, 4, 3}, 3, 3), places, out);
            assertArrayEquals(new double[] {0, 2, 1}, places.toDoubleArray());
            assertArrayEquals(new double[] {0, 0, 2, 0, 4, 3, 0, 0, 1}, out.toDoubleArray());
            MATRIX.lu(NdArray.full(DType.F64, Shape.of(3, 3), Double.NaN), places, out);
            assertArrayEquals(new double[] {0, 1, 2}, places.toDoubleArray());
        }
    }

    private static void assertEigen(double[][] a, DType dtype, double unit) {
        int n = a.length;
        NdArray array = array(a, n, dtype);
        NdArray values = NdArray.full(dtype, Shape.of(n), Double.NaN);
        NdArray vectors = NdArray.full(dtype, Shape.of(n, n), Double.NaN);
        MATRIX.symmetricEigen(array, values, vectors);
        double[][] v = matrix(vectors);
        double[] w = values.toDoubleArray();
        double norm = Arrays.stream(w).map(Math::abs).max().orElse(0);
        double limit = 40 * (n + 1) * unit;
        double[][] scaled = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                scaled[i][j] = norm == 0 ? 0 : v[i][j] * (w[j] / norm);
            }
            assertTrue(i == 0 || w[i - 1] <= w[i]);
        }
        double[][] rows = turned(v, n);
        double[][] back = times(scaled, rows, n);
        double[][] unity = times(rows, v, n);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double want = Math.max(i, j) == i ? a[i][j] : a[j][i];
                assertEquals(norm == 0 ? 0 : want / norm, back[i][j], limit);
                assertEquals(i == j ? 1 : 0, unity[i][j], limit);
            }
            double greatest = Arrays.stream(rows[i]).map(Math::abs).max().orElse(0);
            double first = Arrays.stream(rows[i]).filter(x -> Math.abs(x) > greatest * (1 - 1e-5)).findFirst()
                    .orElseThrow();
            assertTrue(first > 0 || Arrays.stream(rows[i]).anyMatch(x -> x == greatest));
        }
    }

    /** A matrix with given eigenvalues. */
    private static double[][] symmetric(double[] values, long seed) {
        int n = values.length;
        NdArray q = NdArray.empty(DType.F64, Shape.of(n, n));
        MATRIX.qr(array(random(n, n, seed), n, DType.F64), q, NdArray.empty(DType.F64, Shape.of(n, n)));
        double[][] v = matrix(q);
        double[][] scaled = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                scaled[i][j] = v[i][j] * values[j];
            }
        }
        double[][] a = times(scaled, turned(v, n), n);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                a[j][i] = a[i][j];
            }
        }
        return a;
    }

    @Example
    void eigenvectorsMultiplyBack() {
        for (DType dtype : List.of(DType.F32, DType.F64)) {
            double unit = dtype == DType.F32 ? 1e-7 : 1e-15;
            for (int n : SIZES) {
                try (Scope _ = Scope.open()) {
                    double[][] x = random(n, n, n);
                    double[][] y = turned(x, n);
                    double[] graded = new double[n];
                    double[] twins = new double[n];
                    for (int i = 0; i < n; i++) {
                        for (int j = 0; j < n; j++) {
                            x[i][j] += y[i][j];
                        }
                        graded[i] = Math.pow(10, -i);
                        twins[i] = 1 + i % 2;
                    }
                    assertEigen(x, dtype, unit);
                    assertEigen(new double[n][n], dtype, unit);
                    assertEigen(symmetric(graded, 1), dtype, unit);
                    assertEigen(symmetric(twins, 2), dtype, unit);
                    assertEigen(wilkinson(n), dtype, unit);
                    for (double[] row : x) {
                        Arrays.setAll(row, j -> row[j] * (dtype == DType.F32 ? 0x1p120 : 0x1p1010));
                    }
                    assertEigen(x, dtype, unit);
                    for (double[] row : x) {
                        Arrays.setAll(row, j -> row[j] * (dtype == DType.F32 ? 0x1p-240 : 0x1p-1015 * 0x1p-1000));
                    }
                    assertEigen(x, dtype, unit);
                }
            }
        }
    }

    /** Tridiagonal already, with pairs of eigenvalues that are nearly equal. */
    private static double[][] wilkinson(int n) {
        double[][] a = new double[n][n];
        for (int i = 0; i < n; i++) {
            a[i][i] = Math.abs(i - n / 2);
            if (i > 0) {
                a[i][i - 1] = 1;
                a[i - 1][i] = 1;
            }
        }
        return a;
    }

    @Example
    void eigenvaluesThatAreKnown() {
        try (Scope _ = Scope.open()) {
            NdArray values = NdArray.empty(DType.F64, Shape.of(2));
            NdArray vectors = NdArray.empty(DType.F64, Shape.of(2, 2));
            double half = Math.sqrt(0.5);
            MATRIX.symmetricEigen(NdArray.of(new double[] {2, Double.NaN, 1, 2}, 2, 2), values, vectors);
            assertArrayEquals(new double[] {1, 3}, values.toDoubleArray(), 1e-15);
            assertArrayEquals(new double[] {half, half, -half, half}, vectors.toDoubleArray(), 1e-15);
            MATRIX.symmetricEigen(NdArray.of(new double[] {5, 0, 0, -1}, 2, 2), values, vectors);
            assertArrayEquals(new double[] {-1, 5}, values.toDoubleArray());
            assertArrayEquals(new double[] {0, 1, 1, 0}, vectors.toDoubleArray());
            for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
                MATRIX.symmetricEigen(NdArray.of(new double[] {1, 0, bad, 1}, 2, 2), values, vectors);
                assertTrue(Arrays.stream(values.toDoubleArray()).allMatch(Double::isNaN));
                assertTrue(Arrays.stream(vectors.toDoubleArray()).allMatch(Double::isNaN));
            }
            int n = 40; // the second difference, whose eigenvalues are 2 - 2 cos(k pi / (n + 1))
            double[][] a = wilkinson(n);
            for (int i = 0; i < n; i++) {
                a[i][i] = -2;
            }
            NdArray many = NdArray.empty(DType.F64, Shape.of(n));
            MATRIX.symmetricEigen(array(a, n, DType.F64), many, NdArray.empty(DType.F64, Shape.of(n, n)));
            for (int k = 1; k <= n; k++) {
                assertEquals(2 * Math.cos(k * Math.PI / (n + 1)) - 2, many.getDouble(n - k), 1e-14);
            }
        }
    }

    @Example
    void systemsAreSolved() {
        for (DType dtype : List.of(DType.F32, DType.F64)) {
            double unit = dtype == DType.F32 ? 1e-7 : 1e-15;
            for (int n : SIZES) {
                for (int m : new int[] {0, 1, 5}) {
                    try (Scope _ = Scope.open()) {
                        double[][] mixed = random(n, n, n + m);
                        for (int i = 0; i < n; i++) {
                            mixed[i][(i + 1) % n] += 3 * Math.sqrt(n); // so that rows must trade places
                        }
                        NdArray a = array(mixed, n, dtype);
                        NdArray b = array(random(n, m, 7), m, dtype);
                        NdArray x = NdArray.full(dtype, b.shape(), Double.NaN);
                        MATRIX.solve(a, b, x);
                        assertNear(matrix(b), times(matrix(a), matrix(x), m), 40 * (n + 1) * unit);
                        for (boolean upper : new boolean[] {false, true}) {
                            NdArray half = NdArray.empty(dtype, a.shape());
                            NdArray t = a.slice(0, n - 1, -1, -1); // large beside the diagonal, and on it
                            double[][] triangle = matrix(t);
                            for (int i = 0; i < n; i++) {
                                triangle[i][i] += Math.copySign(3 * n, triangle[i][i]);
                                for (int j = 0; j < n; j++) {
                                    triangle[i][j] = upper == j < i && i != j ? Double.NaN : triangle[i][j];
                                }
                            }
                            MATRIX.triangularSolve(array(triangle, n, dtype), b, upper, false, x);
                            MATRIX.triangle(array(triangle, n, dtype), upper, 0, 0, half);
                            assertNear(matrix(b), times(matrix(half), matrix(x), m), 400 * (n + 1) * unit);
                        }
                    }
                }
            }
        }
    }

    @Example
    void aBatchIsItsMatricesForAnyNumberOfThreads() {
        try (Scope _ = Scope.open()) {
            int count = 3000;
            NdArray a = NdArray.empty(DType.F32, Shape.of(count, 4, 4));
            Kernels.scalar().random().normal(1, 2, 0, 1, a);
            NdArray b = NdArray.of(new float[] {1, 2, 3, 4}, 4, 1);
            double[] expected = null;
            for (int threads = 1; threads <= 3; threads++) {
                NdArray x = NdArray.empty(DType.F32, Shape.of(count, 4, 1));
                NdArray d = NdArray.empty(DType.F32, Shape.of(count));
                try (Parallelism _ = Parallelism.cap(threads)) {
                    MATRIX.solve(a, b, x);
                    MATRIX.determinant(a, d);
                }
                double[] found = Arrays.copyOf(x.toDoubleArray(), 5 * count);
                System.arraycopy(d.toDoubleArray(), 0, found, 4 * count, count);
                expected = expected == null ? found : expected;
                assertArrayEquals(expected, found);
            }
            NdArray alone = NdArray.empty(DType.F32, Shape.of(4, 1));
            for (int i = 0; i < count; i += 371) {
                MATRIX.solve(a.select(0, i), b, alone);
                assertArrayEquals(Arrays.copyOfRange(expected, 4 * i, 4 * i + 4), alone.toDoubleArray());
            }
        }
    }

    @Example
    void determinants() {
        try (Scope _ = Scope.open()) {
            NdArray a = NdArray.of(new double[] {2, 1, 1, 2, 0, 3, 5, 0, 1, 2, 2, 4, 0, 0, 0, 0, Double.NaN, 0, 0, 1},
                    5, 2, 2);
            NdArray d = NdArray.empty(DType.F64, Shape.of(5));
            NdArray logs = NdArray.empty(DType.F64, Shape.of(5, 2));
            MATRIX.determinant(a, d);
            MATRIX.signAndLogDeterminant(a, logs);
            assertArrayEquals(new double[] {3, -15, 0, 0, Double.NaN}, d.toDoubleArray(), 1e-15);
            assertArrayEquals(new double[] {1, Math.log(3), -1, Math.log(15), 0, Double.NEGATIVE_INFINITY, 0,
                Double.NEGATIVE_INFINITY, Double.NaN, Double.NaN}, logs.toDoubleArray(), 1e-15);
            NdArray empty = NdArray.empty(DType.F64, Shape.of(1, 0, 0));
            NdArray one = NdArray.empty(DType.F64, Shape.of(1));
            MATRIX.determinant(empty, one);
            assertEquals(1, one.item());
            double[] far = {1e200, 0, 0, 0, 1e200, 0, 0, 0, 1e-300};
            NdArray alone = NdArray.empty(DType.F64, Shape.SCALAR);
            MATRIX.determinant(NdArray.of(far, 3, 3), alone);
            assertEquals(1e100, alone.item(), 1e86);
            double[] vast = {1e200, 0, 0, 1e200};
            MATRIX.determinant(NdArray.of(vast, 2, 2), alone);
            assertEquals(Double.POSITIVE_INFINITY, alone.item());
        }
    }

    @Example
    void oneBadMatrixIsNamed() {
        try (Scope _ = Scope.open()) {
            NdArray a = NdArray.zeros(DType.F32, Shape.of(40, 50, 2, 2));
            Kernels.scalar().copy().copy(NdArray.of(new float[] {1, 0, 0, 1}, 2, 2), a);
            NdArray out = NdArray.empty(DType.F32, a.shape());
            NdArray good = NdArray.zeros(DType.F32, a.shape());
            Kernels.scalar().copy().copy(a, good);
            a.set(0, 30, 7, 1, 1);
            a.set(0, 39, 9, 0, 0);
            for (int threads = 1; threads <= 3; threads++) {
                try (Parallelism _ = Parallelism.cap(threads)) {
                    String where = "2 x 2 matrix [30, 7] of the batch [40, 50] is ";
                    assertFails("cholesky: " + where + "not positive definite: pivot 1 is 0.0",
                            () -> MATRIX.cholesky(a, out));
                    assertFails("inverse: " + where + "singular: pivot 1 is 0.0", () -> MATRIX.inverse(a, out));
                    assertFails("solve: " + where + "singular: pivot 1 is 0.0", () -> MATRIX.solve(a, good, out));
                    assertFails("triangularSolve: " + where + "singular: pivot 1 is 0.0",
                            () -> MATRIX.triangularSolve(a, good, false, false, out));
                }
            }
            MATRIX.triangularSolve(a, good, false, true, out);
            assertArrayEquals(good.toFloatArray(), out.toFloatArray());
            MATRIX.inverse(good, good); // in place
            assertArrayEquals(out.toFloatArray(), good.toFloatArray());
        }
    }

    private static void assertFails(String expected, Runnable call) {
        assertEquals(expected, assertThrows(ArithmeticException.class, call::run).getMessage());
    }

    @Example
    void whatIsNotLookedAtMayBeAnything() {
        try (Scope _ = Scope.open()) {
            NdArray out = NdArray.empty(DType.F64, Shape.of(2, 2));
            MATRIX.cholesky(NdArray.of(new double[] {4, Double.NaN, 2, 5}, 2, 2), out);
            assertArrayEquals(new double[] {2, 0, 1, 2}, out.toDoubleArray());
            NdArray column = NdArray.empty(DType.F64, Shape.of(2, 1));
            NdArray b = NdArray.of(new double[] {4, 10}, 2, 1);
            MATRIX.triangularSolve(NdArray.of(new double[] {2, Double.NaN, 1, 4}, 2, 2), b, false, false, column);
            assertArrayEquals(new double[] {2, 2}, column.toDoubleArray());
            MATRIX.triangularSolve(NdArray.of(new double[] {Double.NaN, 1, Double.NaN, 0}, 2, 2), b, true, true,
                    column);
            assertArrayEquals(new double[] {-6, 10}, column.toDoubleArray());
        }
    }

    @Example
    void qrOfWhatIsHugeTinyOrNothing() {
        try (Scope _ = Scope.open()) {
            NdArray q = NdArray.empty(DType.F64, Shape.of(2, 2));
            NdArray r = NdArray.empty(DType.F64, Shape.of(2, 2));
            MATRIX.qr(NdArray.of(new double[] {3e-200, 0, 4e-200, 1e200}, 2, 2), q, r);
            assertArrayEquals(new double[] {0.6, -0.8, 0.8, 0.6}, q.toDoubleArray(), 1e-15);
            assertEquals(5e-200, r.getDouble(0, 0), 1e-214);
            assertEquals(8e199, r.getDouble(0, 1), 1e185);
            assertEquals(6e199, r.getDouble(1, 1), 1e185);
            MATRIX.qr(NdArray.zeros(DType.F64, Shape.of(2, 2)), q, r);
            assertArrayEquals(new double[] {1, 0, 0, 1}, q.toDoubleArray());
            assertArrayEquals(new double[4], r.toDoubleArray());
        }
    }

    @Example
    void foreignMemoryIsRead() {
        try (Scope _ = Scope.open()) {
            NdArray a = NdArray.wrap(MemorySegment.ofArray(new double[] {2, 0, 0, 4}), DType.F64, Shape.of(2, 2));
            NdArray out = NdArray.empty(DType.F64, Shape.of(2, 2));
            MATRIX.inverse(a, out);
            assertArrayEquals(new double[] {0.5, 0, 0, 0.25}, out.toDoubleArray());
            MATRIX.triangle(a, true, 1, 0, out);
            assertArrayEquals(new double[4], out.toDoubleArray());
        }
    }

    @Example
    void badArguments() {
        try (Scope _ = Scope.open()) {
            NdArray a = NdArray.zeros(DType.F32, Shape.of(2, 2));
            NdArray wide = NdArray.zeros(DType.F32, Shape.of(2, 3));
            NdArray three = NdArray.zeros(DType.F32, Shape.of(3, 1));
            NdArray ints = NdArray.zeros(DType.I32, Shape.of(2, 2));
            assertRefused("cholesky: a has shape [2, 3], expected square matrices, [..., n, n]",
                    () -> MATRIX.cholesky(wide, wide));
            assertRefused("inverse: out has shape [2, 3], expected [2, 2]", () -> MATRIX.inverse(a, wide));
            assertRefused("cholesky: a is I32, expected F32 or F64", () -> MATRIX.cholesky(ints, ints));
            assertRefused("solve: a is [2, 2] and b [3, 1]: as many rows as a has, 2, expected in b",
                    () -> MATRIX.solve(a, three, three));
            assertRefused("qr: r has shape [2, 2], expected [2, 3]", () -> MATRIX.qr(wide, a, a));
            assertRefused("lu: places has shape [2, 2], expected [2, 1]", () -> MATRIX.lu(wide, a, wide));
            assertRefused("symmetricEigen: a has shape [2, 3], expected square matrices, [..., n, n]",
                    () -> MATRIX.symmetricEigen(wide, a, a));
            assertRefused("symmetricEigen: values has shape [3, 1], expected [2]",
                    () -> MATRIX.symmetricEigen(a, three, a));
            assertRefused("solve: the leading axes of b, [2], do not broadcast to []",
                    () -> MATRIX.solve(a, NdArray.zeros(DType.F32, Shape.of(2, 2, 2)), a));
            assertRefused("triangle: out is not contiguous: Layout[shape [2, 2], strides [1, 2], offset 0]",
                    () -> MATRIX.triangle(a, true, 0, 0, a.transpose(0, 1)));
            assertRefused("determinant: out has shape [2], expected []",
                    () -> MATRIX.determinant(a, NdArray.zeros(DType.F32, Shape.of(2))));
        }
    }

    private static void assertRefused(String expected, Runnable call) {
        assertEquals(expected, assertThrows(IllegalArgumentException.class, call::run).getMessage());
    }

    @Tag("heap")
    @Example
    void allocatesNothing() {
        try (Scope _ = Scope.open()) {
            NdArray a = NdArray.zeros(DType.F32, Shape.of(3, 8, 8));
            Kernels.scalar().random().normal(1, 2, 0, 1, a);
            Kernels.scalar().map().binary(BinaryOp.ADD, a.diagonal(0, 1, 2), 20, a.diagonal(0, 1, 2));
            NdArray x = NdArray.zeros(DType.F32, Shape.of(3, 8, 8));
            NdArray y = NdArray.zeros(DType.F32, Shape.of(3, 8, 8));
            NdArray d = NdArray.zeros(DType.F32, Shape.of(3));
            KernelSets.assertAllocatesNothing("cholesky", () -> MATRIX.cholesky(a, x));
            KernelSets.assertAllocatesNothing("qr", () -> MATRIX.qr(a, x, y));
            NdArray column = NdArray.zeros(DType.F32, Shape.of(3, 8, 1));
            NdArray row = NdArray.zeros(DType.F32, Shape.of(3, 8));
            KernelSets.assertAllocatesNothing("lu", () -> MATRIX.lu(a, column, x));
            KernelSets.assertAllocatesNothing("symmetricEigen", () -> MATRIX.symmetricEigen(a, row, x));
            KernelSets.assertAllocatesNothing("solve", () -> MATRIX.solve(a, a, x));
            KernelSets.assertAllocatesNothing("inverse", () -> MATRIX.inverse(a, x));
            KernelSets.assertAllocatesNothing("triangularSolve",
                    () -> MATRIX.triangularSolve(a, a, true, false, x));
            KernelSets.assertAllocatesNothing("determinant", () -> MATRIX.determinant(a, d));
            KernelSets.assertAllocatesNothing("triangle", () -> MATRIX.triangle(a, true, 1, 0, x));
        }
    }
}

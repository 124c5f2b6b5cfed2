package lanegrad.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.memory.Scope;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Triangles against a loop over their elements. */
class TriangleKernelsTest {

    private static final MatrixKernels MATRIX = Kernels.best().matrix();

    @Property(tries = 200)
    void keepsOneSideAndFillsTheOther(@ForAll long seed) {
        Random random = new Random(seed);
        DType dtype = DType.values()[random.nextInt(DType.values().length)];
        double rest = random.nextBoolean() ? 0 : -3;
        boolean upper = random.nextBoolean();
        long diagonal = random.nextInt(7) - 3;
        boolean inPlace = random.nextBoolean();
        Shape shape = Shape.of(random.nextInt(3), random.nextInt(6), random.nextInt(12));
        try (Scope _ = Scope.open()) {
            NdArray x = NdArray.empty(dtype, shape);
            RandomViews.fill(random, x);
            double[] expected = x.toDoubleArray();
            double other = NdArray.full(dtype, Shape.SCALAR, rest).item();
            for (int i = 0; i < expected.length; i++) {
                long beside = i % shape.dim(2) - i / shape.dim(2) % shape.dim(1) - diagonal;
                expected[i] = (upper ? beside >= 0 : beside <= 0) ? expected[i] : other;
            }
            NdArray out = inPlace ? x : NdArray.empty(dtype, shape);
            MATRIX.triangle(x, upper, diagonal, rest, out);
            assertArrayEquals(expected, out.toDoubleArray());
        }
    }

    /** Longer rows than the run of values that is copied at once, and another value in the call after. */
    @Example
    void longRows() {
        try (Scope _ = Scope.open()) {
            int n = 5000;
            NdArray x = NdArray.full(DType.F64, Shape.of(2, n), 1);
            NdArray out = NdArray.empty(DType.F64, x.shape());
            for (double rest : new double[] {Double.NEGATIVE_INFINITY, 0, 7}) {
                MATRIX.triangle(x, false, 0, rest, out);
                assertEquals(1, out.getDouble(1, 1));
                for (int j = 1; j < n; j++) {
                    assertEquals(rest, out.getDouble(0, j));
                }
            }
        }
    }
}

package lanegrad.kernels.simd;

import static lanegrad.kernels.simd.Lanes.D;
import static lanegrad.kernels.simd.Lanes.DOUBLES;
import static lanegrad.kernels.simd.WideLanes.N;
import static lanegrad.kernels.simd.WideLanes.TILE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import lanegrad.kernels.base.BinaryLoop;
import lanegrad.kernels.base.Recipe;
import lanegrad.parallel.Scratch;

/**
 * The template of loops over two operands that are computed in doubles. The result has an array of its own, so that an
 * operand that repeats is laid out once.
 */
final class WideBinaryLoop extends BinaryLoop {

    private static final Recipe RECIPE = Recipe.of(MethodHandles.lookup());
    private static final WideSteps STEPS = (WideSteps) RECIPE.function();
    private static final WideBinary FIRST = STEPS == null ? null : STEPS.first();
    private static final WideTernary SECOND = STEPS == null ? null : STEPS.second();
    private static final boolean A_REPEATS = RECIPE.aRepeats();
    private static final boolean B_REPEATS = RECIPE.bRepeats();

    @Override
    public int lanes() {
        return N;
    }

    @Override
    public void run(MemorySegment a, long aAt, MemorySegment b, long bAt, MemorySegment out, long outAt, int n) {
        Scratch scratch = Scratch.take();
        try {
            float[] floats = scratch.floats(0, TILE);
            double[] x = scratch.doubles(0, TILE);
            double[] y = scratch.doubles(1, TILE);
            double[] result = scratch.doubles(2, TILE);
            if (A_REPEATS) {
                Arrays.fill(x, 0, Math.min(n, TILE), a.get(ValueLayout.JAVA_FLOAT, aAt));
            }
            if (B_REPEATS) {
                Arrays.fill(y, 0, Math.min(n, TILE), b.get(ValueLayout.JAVA_FLOAT, bAt));
            }
            for (int done = 0; done < n; done += TILE) {
                int count = Math.min(TILE, n - done);
                if (!A_REPEATS) {
                    WideLanes.read(a, aAt + 4L * done, floats, x, count);
                }
                if (!B_REPEATS) {
                    WideLanes.read(b, bAt + 4L * done, floats, y, count);
                }
                first(x, y, result, count);
                if (SECOND != null) {
                    second(x, y, result, count);
                }
                WideLanes.write(result, floats, count, out, outAt + 4L * done);
            }
        } finally {
            scratch.give();
        }
    }

    private static void first(double[] x, double[] y, double[] result, int n) {
        for (int i = 0; i < n; i += N) {
            FIRST.apply(DOUBLES.cast(DoubleVector.fromArray(D, x, i)), DOUBLES.cast(DoubleVector.fromArray(D, y, i)))
                    .intoArray(result, i);
        }
    }

    private static void second(double[] x, double[] y, double[] result, int n) {
        for (int i = 0; i < n; i += N) {
            SECOND.apply(DOUBLES.cast(DoubleVector.fromArray(D, x, i)), DOUBLES.cast(DoubleVector.fromArray(D, y, i)),
                    DOUBLES.cast(DoubleVector.fromArray(D, result, i))).intoArray(result, i);
        }
    }
}

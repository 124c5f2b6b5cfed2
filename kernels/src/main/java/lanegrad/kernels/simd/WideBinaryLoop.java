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

/** The template of loops over two operands that are computed in doubles. */
final class WideBinaryLoop extends BinaryLoop {

    private static final Recipe RECIPE = Recipe.of(MethodHandles.lookup());
    private static final WideBinary OP = (WideBinary) RECIPE.function();
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
            double[] first = scratch.doubles(0, TILE);
            double[] second = scratch.doubles(1, TILE);
            for (int done = 0; done < n; done += TILE) {
                int count = Math.min(TILE, n - done);
                read(A_REPEATS, a, aAt, done, floats, first, count);
                read(B_REPEATS, b, bAt, done, floats, second, count);
                compute(first, second, count);
                WideLanes.write(first, floats, count, out, outAt + 4L * done);
            }
        } finally {
            scratch.give();
        }
    }

    private static void read(boolean repeats, MemorySegment from, long at, int done, float[] floats, double[] values,
            int n) {
        if (repeats) {
            Arrays.fill(values, 0, n, from.get(ValueLayout.JAVA_FLOAT, at));
        } else {
            WideLanes.read(from, at + 4L * done, floats, values, n);
        }
    }

    private static void compute(double[] a, double[] b, int n) {
        for (int i = 0; i < n; i += N) {
            OP.apply(DOUBLES.cast(DoubleVector.fromArray(D, a, i)), DOUBLES.cast(DoubleVector.fromArray(D, b, i)))
                    .intoArray(a, i);
        }
    }
}

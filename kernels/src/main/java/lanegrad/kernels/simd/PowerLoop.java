package lanegrad.kernels.simd;

import static lanegrad.kernels.simd.Lanes.D;
import static lanegrad.kernels.simd.Lanes.DOUBLES;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import lanegrad.kernels.base.BinaryLoop;
import lanegrad.kernels.base.Native;
import lanegrad.kernels.base.Recipe;
import lanegrad.parallel.Scratch;

/**
 * The template of loops over powers of floats. Their two steps are a loop each, over arrays of doubles, because in one
 * they are more than the compiler inlines.
 */
final class PowerLoop extends BinaryLoop {

    private static final Recipe RECIPE = Recipe.of(MethodHandles.lookup());
    private static final boolean A_REPEATS = RECIPE.aRepeats();
    private static final boolean B_REPEATS = RECIPE.bRepeats();

    /** Doubles in a vector. */
    private static final int N = D.length();
    /** Elements that are turned to doubles at once: with what is read and written they stay in an L1 cache. */
    private static final int TILE = 512;

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
            double[] power = scratch.doubles(2, TILE);
            if (A_REPEATS) {
                Arrays.fill(x, 0, Math.min(n, TILE), a.get(ValueLayout.JAVA_FLOAT, aAt));
            }
            if (B_REPEATS) {
                Arrays.fill(y, 0, Math.min(n, TILE), b.get(ValueLayout.JAVA_FLOAT, bAt));
            }
            for (int done = 0; done < n; done += TILE) {
                int count = Math.min(TILE, n - done);
                if (!A_REPEATS) {
                    read(a, aAt + 4L * done, floats, x, count);
                }
                if (!B_REPEATS) {
                    read(b, bAt + 4L * done, floats, y, count);
                }
                exponents(x, y, power, count);
                powers(x, y, power, count);
                write(power, floats, count, out, outAt + 4L * done);
            }
        } finally {
            scratch.give();
        }
    }

    private static void read(MemorySegment from, long at, float[] floats, double[] values, int n) {
        MemorySegment.copy(Native.of(from), ValueLayout.JAVA_FLOAT, at, floats, 0, n);
        for (int i = 0; i < n; i++) {
            values[i] = floats[i];
        }
    }

    private static void write(double[] values, float[] floats, int n, MemorySegment to, long at) {
        for (int i = 0; i < n; i++) {
            floats[i] = (float) values[i];
        }
        MemorySegment.copy(floats, 0, Native.of(to), ValueLayout.JAVA_FLOAT, at, n);
    }

    private static void exponents(double[] x, double[] y, double[] power, int n) {
        for (int i = 0; i < n; i += N) {
            LaneWidePower.exponent(DOUBLES.cast(DoubleVector.fromArray(D, x, i)),
                    DOUBLES.cast(DoubleVector.fromArray(D, y, i))).intoArray(power, i);
        }
    }

    private static void powers(double[] x, double[] y, double[] power, int n) {
        for (int i = 0; i < n; i += N) {
            LaneWidePower.power(DOUBLES.cast(DoubleVector.fromArray(D, x, i)),
                    DOUBLES.cast(DoubleVector.fromArray(D, y, i)), DOUBLES.cast(DoubleVector.fromArray(D, power, i)))
                    .intoArray(power, i);
        }
    }
}

package lanegrad.kernels.simd;

import static jdk.incubator.vector.VectorOperators.D2F;
import static jdk.incubator.vector.VectorOperators.F2D;
import static lanegrad.kernels.simd.Lanes.D;
import static lanegrad.kernels.simd.Lanes.DOUBLES;
import static lanegrad.kernels.simd.Lanes.F;
import static lanegrad.kernels.simd.Lanes.FLOATS;
import static lanegrad.kernels.simd.Lanes.INTS;
import static lanegrad.kernels.simd.Lanes.N;
import static lanegrad.kernels.simd.Lanes.ORDER;
import static lanegrad.kernels.simd.WideLanes.SWAP;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
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
    private static final int HALF = N / 2;

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
                    read(a, aAt + 4L * done, x, count);
                }
                if (!B_REPEATS) {
                    read(b, bAt + 4L * done, y, count);
                }
                exponents(x, y, power, count);
                powers(x, y, power, count);
                write(power, count, out, outAt + 4L * done);
            }
        } finally {
            scratch.give();
        }
    }

    private static void read(MemorySegment from, long at, double[] values, int n) {
        MemorySegment x = Native.of(from);
        for (int i = 0; i < n; i += N) {
            FloatVector v = FLOATS.cast(FloatVector.fromMemorySegment(F, x, at + 4L * i, ORDER));
            DOUBLES.cast(v.convert(F2D, 0)).intoArray(values, i);
            DOUBLES.cast(FLOATS.cast(v.rearrange(SWAP)).convert(F2D, 0)).intoArray(values, i + HALF);
        }
    }

    private static void write(double[] values, int n, MemorySegment to, long at) {
        MemorySegment y = Native.of(to);
        for (int i = 0; i < n; i += N) {
            DoubleVector now = DOUBLES.cast(DoubleVector.fromArray(D, values, i));
            DoubleVector then = DOUBLES.cast(DoubleVector.fromArray(D, values, i + HALF));
            FloatVector front = FLOATS.cast(now.convert(D2F, 0));
            FloatVector back = FLOATS.cast(FLOATS.cast(then.convert(D2F, 0)).rearrange(SWAP));
            IntVector bits = INTS.cast(front.reinterpretAsInts()).or(INTS.cast(back.reinterpretAsInts()));
            FLOATS.cast(bits.reinterpretAsFloats()).intoMemorySegment(y, at + 4L * i, ORDER);
        }
    }

    private static void exponents(double[] x, double[] y, double[] power, int n) {
        for (int i = 0; i < n; i += HALF) {
            LaneWidePower.exponent(DOUBLES.cast(DoubleVector.fromArray(D, x, i)),
                    DOUBLES.cast(DoubleVector.fromArray(D, y, i))).intoArray(power, i);
        }
    }

    private static void powers(double[] x, double[] y, double[] power, int n) {
        for (int i = 0; i < n; i += HALF) {
            LaneWidePower.power(DOUBLES.cast(DoubleVector.fromArray(D, x, i)),
                    DOUBLES.cast(DoubleVector.fromArray(D, y, i)), DOUBLES.cast(DoubleVector.fromArray(D, power, i)))
                    .intoArray(power, i);
        }
    }
}

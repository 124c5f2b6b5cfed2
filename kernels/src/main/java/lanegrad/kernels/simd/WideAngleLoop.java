package lanegrad.kernels.simd;

import static jdk.incubator.vector.VectorOperators.GE;
import static lanegrad.kernels.base.WidePolynomials.ANGLE_END;
import static lanegrad.kernels.simd.Lanes.D;
import static lanegrad.kernels.simd.Lanes.DOUBLES;
import static lanegrad.kernels.simd.WideLanes.N;
import static lanegrad.kernels.simd.WideLanes.TILE;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.DoubleVector;
import lanegrad.kernels.base.Template;
import lanegrad.kernels.base.UnaryLoop;
import lanegrad.parallel.Scratch;

/**
 * The template of loops over angles. Where one of a vector is too large to be reduced in doubles, which is rare, all of
 * it are computed one by one.
 */
final class WideAngleLoop extends UnaryLoop {

    private static final WideAngleFunction OP = Template.function(MethodHandles.lookup(), WideAngleFunction.class);

    @Override
    public int lanes() {
        return N;
    }

    @Override
    public void run(MemorySegment a, long aAt, MemorySegment out, long outAt, int n) {
        Scratch scratch = Scratch.take();
        try {
            float[] floats = scratch.floats(0, TILE);
            double[] values = scratch.doubles(0, TILE);
            for (int done = 0; done < n; done += TILE) {
                int count = Math.min(TILE, n - done);
                WideLanes.read(a, aAt + 4L * done, floats, values, count);
                compute(values, count);
                WideLanes.write(values, floats, count, out, outAt + 4L * done);
            }
        } finally {
            scratch.give();
        }
    }

    private static void compute(double[] values, int n) {
        for (int i = 0; i < n; i += N) {
            DoubleVector v = DOUBLES.cast(DoubleVector.fromArray(D, values, i));
            if (v.abs().compare(GE, ANGLE_END).anyTrue()) {
                oneByOne(values, i);
            } else {
                OP.apply(v).intoArray(values, i);
            }
        }
    }

    private static void oneByOne(double[] values, int at) {
        for (int i = at; i < at + N; i++) {
            values[i] = OP.apply((float) values[i]);
        }
    }
}

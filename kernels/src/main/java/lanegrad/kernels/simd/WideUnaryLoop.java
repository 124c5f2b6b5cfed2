package lanegrad.kernels.simd;

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

/** The template of loops over floats that are computed in doubles. */
final class WideUnaryLoop extends UnaryLoop {

    private static final WideUnary OP = Template.function(MethodHandles.lookup(), WideUnary.class);

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
            OP.apply(DOUBLES.cast(DoubleVector.fromArray(D, values, i))).intoArray(values, i);
        }
    }
}

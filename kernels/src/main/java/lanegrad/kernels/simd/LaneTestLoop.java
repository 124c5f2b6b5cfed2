package lanegrad.kernels.simd;

import static lanegrad.kernels.simd.Lanes.BYTES;
import static lanegrad.kernels.simd.Lanes.F;
import static lanegrad.kernels.simd.Lanes.FLOATS;
import static lanegrad.kernels.simd.Lanes.N;
import static lanegrad.kernels.simd.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import lanegrad.kernels.base.BinaryLoop;
import lanegrad.kernels.base.Native;
import lanegrad.kernels.base.Recipe;

/** The template of loops that compare two operands, one vector of floats of each at a time. */
final class LaneTestLoop extends BinaryLoop {

    private static final Recipe RECIPE = Recipe.of(MethodHandles.lookup());
    private static final LaneTest OP = (LaneTest) RECIPE.function();
    private static final boolean A_REPEATS = RECIPE.aRepeats();
    private static final boolean B_REPEATS = RECIPE.bRepeats();

    @Override
    public int lanes() {
        return N;
    }

    @Override
    public void run(MemorySegment a, long aAt, MemorySegment b, long bAt, MemorySegment out, long outAt, int n) {
        MemorySegment p = Native.of(a);
        MemorySegment q = Native.of(b);
        MemorySegment r = Native.of(out);
        FloatVector x = FloatVector.broadcast(F, A_REPEATS ? p.get(ValueLayout.JAVA_FLOAT, aAt) : 0);
        FloatVector y = FloatVector.broadcast(F, B_REPEATS ? q.get(ValueLayout.JAVA_FLOAT, bAt) : 0);
        long end = 4L * n;
        for (long i = 0; i < end; i += BYTES) {
            FloatVector u = FLOATS.cast(A_REPEATS ? x : FloatVector.fromMemorySegment(F, p, aAt + i, ORDER));
            FloatVector v = FLOATS.cast(B_REPEATS ? y : FloatVector.fromMemorySegment(F, q, bAt + i, ORDER));
            MaskBytes.store(OP.holds(u, v).toLong(), r, outAt + (i >> 2));
        }
    }
}

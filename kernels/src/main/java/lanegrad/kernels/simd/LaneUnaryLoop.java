package lanegrad.kernels.simd;

import static lanegrad.kernels.simd.Lanes.BYTES;
import static lanegrad.kernels.simd.Lanes.F;
import static lanegrad.kernels.simd.Lanes.FLOATS;
import static lanegrad.kernels.simd.Lanes.N;
import static lanegrad.kernels.simd.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import lanegrad.kernels.base.Native;
import lanegrad.kernels.base.Template;
import lanegrad.kernels.base.UnaryLoop;

/** The template of loops over one vector of floats at a time. */
final class LaneUnaryLoop extends UnaryLoop {

    private static final LaneUnary OP = Template.function(MethodHandles.lookup(), LaneUnary.class);

    @Override
    public int lanes() {
        return N;
    }

    @Override
    public void run(MemorySegment a, long aAt, MemorySegment out, long outAt, int n) {
        MemorySegment x = Native.of(a);
        MemorySegment y = Native.of(out);
        long end = 4L * n;
        for (long i = 0; i < end; i += BYTES) {
            OP.apply(FLOATS.cast(FloatVector.fromMemorySegment(F, x, aAt + i, ORDER))).intoMemorySegment(y, outAt + i,
                    ORDER);
        }
    }
}

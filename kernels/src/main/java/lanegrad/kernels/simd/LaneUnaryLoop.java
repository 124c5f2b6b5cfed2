package lanegrad.kernels.simd;

import static lanegrad.kernels.simd.Lanes.BYTES;
import static lanegrad.kernels.simd.Lanes.F;
import static lanegrad.kernels.simd.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import lanegrad.kernels.base.Native;
import lanegrad.kernels.base.Template;
import lanegrad.kernels.base.UnaryLoop;

/** The template of loops over one vector of floats at a time. */
final class LaneUnaryLoop extends UnaryLoop {

    private static final LaneUnary OP = Template.function(MethodHandles.lookup(), LaneUnary.class);

    @Override
    public void run(MemorySegment a, long aAt, MemorySegment out, long outAt, int n) {
        MemorySegment x = Native.of(a);
        MemorySegment y = Native.of(out);
        long end = 4L * n;
        long main = end & -BYTES;
        for (long i = 0; i < main; i += BYTES) {
            OP.apply(FloatVector.fromMemorySegment(F, x, aAt + i, ORDER)).intoMemorySegment(y, outAt + i, ORDER);
        }
        if (main < end) {
            tail(a, aAt + main, out, outAt + main, (int) (end - main) >> 2);
        }
    }

    /** What is left is one masked vector, so that an element's bits do not depend on where it lies. */
    private static void tail(MemorySegment a, long aAt, MemorySegment out, long outAt, int n) {
        VectorMask<Float> mask = Lanes.first(n);
        OP.apply(FloatVector.fromMemorySegment(F, a, aAt, ORDER, mask)).intoMemorySegment(out, outAt, ORDER, mask);
    }
}

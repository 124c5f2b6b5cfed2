package lanegrad.kernels.simd;

import static lanegrad.kernels.simd.Lanes.BYTES;
import static lanegrad.kernels.simd.Lanes.F;
import static lanegrad.kernels.simd.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import lanegrad.kernels.base.BinaryLoop;
import lanegrad.kernels.base.Native;
import lanegrad.kernels.base.Template;

/** The template of loops over two vectors of floats at a time. */
final class LaneBinaryLoop extends BinaryLoop {

    private static final LaneBinary OP = Template.function(MethodHandles.lookup(), LaneBinary.class);

    @Override
    public void run(MemorySegment a, long aAt, MemorySegment b, long bAt, MemorySegment out, long outAt, int n) {
        MemorySegment p = Native.of(a);
        MemorySegment q = Native.of(b);
        MemorySegment r = Native.of(out);
        long end = 4L * n;
        long main = end & -BYTES;
        for (long i = 0; i < main; i += BYTES) {
            FloatVector x = FloatVector.fromMemorySegment(F, p, aAt + i, ORDER);
            FloatVector y = FloatVector.fromMemorySegment(F, q, bAt + i, ORDER);
            OP.apply(x, y).intoMemorySegment(r, outAt + i, ORDER);
        }
        if (main < end) {
            tail(a, aAt + main, b, bAt + main, out, outAt + main, (int) (end - main) >> 2);
        }
    }

    /** What is left is one masked vector, so that an element's bits do not depend on where it lies. */
    private static void tail(MemorySegment a, long aAt, MemorySegment b, long bAt, MemorySegment out, long outAt, int n) {
        VectorMask<Float> mask = Lanes.first(n);
        FloatVector x = FloatVector.fromMemorySegment(F, a, aAt, ORDER, mask);
        FloatVector y = FloatVector.fromMemorySegment(F, b, bAt, ORDER, mask);
        OP.apply(x, y).intoMemorySegment(out, outAt, ORDER, mask);
    }
}

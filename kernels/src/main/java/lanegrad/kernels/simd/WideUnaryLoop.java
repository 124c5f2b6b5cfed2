package lanegrad.kernels.simd;

import static jdk.incubator.vector.VectorOperators.D2F;
import static jdk.incubator.vector.VectorOperators.F2D;
import static lanegrad.kernels.simd.Lanes.ORDER;
import static lanegrad.kernels.simd.WideLanes.BYTES;
import static lanegrad.kernels.simd.WideLanes.D;
import static lanegrad.kernels.simd.WideLanes.HALF;
import static lanegrad.kernels.simd.WideLanes.N;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import lanegrad.kernels.base.Native;
import lanegrad.kernels.base.Template;
import lanegrad.kernels.base.UnaryLoop;

/** The template of loops over floats that are computed in doubles, half a vector of floats at a time. */
final class WideUnaryLoop extends UnaryLoop {

    private static final WideUnary OP = Template.function(MethodHandles.lookup(), WideUnary.class);

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
            DoubleVector result = OP.apply(
                    (DoubleVector) FloatVector.fromMemorySegment(HALF, x, aAt + i, ORDER).convertShape(F2D, D, 0));
            ((FloatVector) result.convertShape(D2F, HALF, 0)).intoMemorySegment(y, outAt + i, ORDER);
        }
    }
}

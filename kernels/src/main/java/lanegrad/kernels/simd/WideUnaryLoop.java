package lanegrad.kernels.simd;

import static jdk.incubator.vector.VectorOperators.D2F;
import static jdk.incubator.vector.VectorOperators.F2D;
import static lanegrad.kernels.simd.Lanes.BYTES;
import static lanegrad.kernels.simd.Lanes.DOUBLES;
import static lanegrad.kernels.simd.Lanes.F;
import static lanegrad.kernels.simd.Lanes.FLOATS;
import static lanegrad.kernels.simd.Lanes.INTS;
import static lanegrad.kernels.simd.Lanes.N;
import static lanegrad.kernels.simd.Lanes.ORDER;
import static lanegrad.kernels.simd.WideLanes.SWAP;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import lanegrad.kernels.base.Native;
import lanegrad.kernels.base.Template;
import lanegrad.kernels.base.UnaryLoop;

/** The template of loops over floats that are computed in doubles, in the way that {@link WideLanes} tells. */
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
            FloatVector v = FLOATS.cast(FloatVector.fromMemorySegment(F, x, aAt + i, ORDER));
            DoubleVector now = DOUBLES.cast(v.convert(F2D, 0));
            DoubleVector then = DOUBLES.cast(FLOATS.cast(v.rearrange(SWAP)).convert(F2D, 0));
            for (int half = 0; half < 2; half++) {
                DoubleVector result = OP.apply(DOUBLES.cast(now));
                now = then;
                then = result;
            }
            FloatVector front = FLOATS.cast(DOUBLES.cast(now).convert(D2F, 0));
            FloatVector back = FLOATS.cast(FLOATS.cast(DOUBLES.cast(then).convert(D2F, 0)).rearrange(SWAP));
            IntVector bits = INTS.cast(front.reinterpretAsInts()).or(INTS.cast(back.reinterpretAsInts()));
            FLOATS.cast(bits.reinterpretAsFloats()).intoMemorySegment(y, outAt + i, ORDER);
        }
    }
}

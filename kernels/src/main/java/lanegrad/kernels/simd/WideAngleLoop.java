package lanegrad.kernels.simd;

import static jdk.incubator.vector.VectorOperators.D2F;
import static jdk.incubator.vector.VectorOperators.F2D;
import static jdk.incubator.vector.VectorOperators.GE;
import static lanegrad.kernels.base.WidePolynomials.ANGLE_END;
import static lanegrad.kernels.simd.Lanes.BYTES;
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
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import lanegrad.kernels.base.Native;
import lanegrad.kernels.base.Template;
import lanegrad.kernels.base.UnaryLoop;

/**
 * The template of loops over angles, in the way that {@link WideLanes} tells. Where one of a vector is too large to be
 * reduced in doubles, which is rare, all of it are computed one by one.
 */
final class WideAngleLoop extends UnaryLoop {

    private static final WideAngleFunction OP = Template.function(MethodHandles.lookup(), WideAngleFunction.class);

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
            if (v.abs().compare(GE, (float) ANGLE_END).anyTrue()) {
                oneByOne(x, aAt + i, y, outAt + i);
                continue;
            }
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

    private static void oneByOne(MemorySegment x, long xAt, MemorySegment y, long yAt) {
        for (long i = 0; i < BYTES; i += 4) {
            y.set(ValueLayout.JAVA_FLOAT, yAt + i, OP.apply(x.get(ValueLayout.JAVA_FLOAT, xAt + i)));
        }
    }
}

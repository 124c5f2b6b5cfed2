package lanegrad.kernels.simd;

import static jdk.incubator.vector.VectorOperators.D2F;
import static jdk.incubator.vector.VectorOperators.F2D;
import static jdk.incubator.vector.VectorOperators.GE;
import static lanegrad.kernels.base.WidePolynomials.ANGLE_END;
import static lanegrad.kernels.simd.Lanes.ORDER;
import static lanegrad.kernels.simd.WideLanes.BYTES;
import static lanegrad.kernels.simd.WideLanes.D;
import static lanegrad.kernels.simd.WideLanes.HALF;
import static lanegrad.kernels.simd.WideLanes.N;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import lanegrad.kernels.base.Native;
import lanegrad.kernels.base.Template;
import lanegrad.kernels.base.UnaryLoop;

/**
 * The template of loops over angles, half a vector of floats at a time. Where one of them is too large to be reduced in
 * doubles, which is rare, all are computed one by one.
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
            DoubleVector v = (DoubleVector) FloatVector.fromMemorySegment(HALF, x, aAt + i, ORDER).convertShape(F2D, D,
                    0);
            if (v.abs().compare(GE, ANGLE_END).anyTrue()) {
                oneByOne(x, aAt + i, y, outAt + i);
            } else {
                DoubleVector result = OP.apply(v);
                ((FloatVector) result.convertShape(D2F, HALF, 0)).intoMemorySegment(y, outAt + i, ORDER);
            }
        }
    }

    private static void oneByOne(MemorySegment x, long xAt, MemorySegment y, long yAt) {
        for (long i = 0; i < BYTES; i += Float.BYTES) {
            y.set(ValueLayout.JAVA_FLOAT, yAt + i, OP.apply(x.get(ValueLayout.JAVA_FLOAT, xAt + i)));
        }
    }
}

package lanegrad.kernels.simd;

import static jdk.incubator.vector.VectorOperators.D2F;
import static jdk.incubator.vector.VectorOperators.F2D;
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
import lanegrad.kernels.base.BinaryLoop;
import lanegrad.kernels.base.Native;
import lanegrad.kernels.base.Recipe;

/** The template of loops over two operands that are computed in doubles, half a vector of floats of each at a time. */
final class WideBinaryLoop extends BinaryLoop {

    private static final Recipe RECIPE = Recipe.of(MethodHandles.lookup());
    private static final WideBinary OP = (WideBinary) RECIPE.function();
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
        DoubleVector x = DoubleVector.broadcast(D, A_REPEATS ? p.get(ValueLayout.JAVA_FLOAT, aAt) : 0);
        DoubleVector y = DoubleVector.broadcast(D, B_REPEATS ? q.get(ValueLayout.JAVA_FLOAT, bAt) : 0);
        long end = 4L * n;
        for (long i = 0; i < end; i += BYTES) {
            DoubleVector u = A_REPEATS ? x
                    : (DoubleVector) FloatVector.fromMemorySegment(HALF, p, aAt + i, ORDER).convertShape(F2D, D, 0);
            DoubleVector v = B_REPEATS ? y
                    : (DoubleVector) FloatVector.fromMemorySegment(HALF, q, bAt + i, ORDER).convertShape(F2D, D, 0);
            DoubleVector result = OP.apply(u, v);
            ((FloatVector) result.convertShape(D2F, HALF, 0)).intoMemorySegment(r, outAt + i, ORDER);
        }
    }
}

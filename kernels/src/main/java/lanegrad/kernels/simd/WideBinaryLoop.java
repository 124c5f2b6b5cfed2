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
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import lanegrad.kernels.base.BinaryLoop;
import lanegrad.kernels.base.Native;
import lanegrad.kernels.base.Recipe;

/** The template of loops over two operands that are computed in doubles, in the way that {@link WideLanes} tells. */
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
        FloatVector x = FloatVector.broadcast(F, A_REPEATS ? p.get(ValueLayout.JAVA_FLOAT, aAt) : 0);
        FloatVector y = FloatVector.broadcast(F, B_REPEATS ? q.get(ValueLayout.JAVA_FLOAT, bAt) : 0);
        long end = 4L * n;
        for (long i = 0; i < end; i += BYTES) {
            FloatVector u = FLOATS.cast(A_REPEATS ? x : FloatVector.fromMemorySegment(F, p, aAt + i, ORDER));
            FloatVector v = FLOATS.cast(B_REPEATS ? y : FloatVector.fromMemorySegment(F, q, bAt + i, ORDER));
            DoubleVector uNow = DOUBLES.cast(u.convert(F2D, 0));
            DoubleVector vNow = DOUBLES.cast(v.convert(F2D, 0));
            DoubleVector uThen = DOUBLES.cast(FLOATS.cast(u.rearrange(SWAP)).convert(F2D, 0));
            DoubleVector vThen = DOUBLES.cast(FLOATS.cast(v.rearrange(SWAP)).convert(F2D, 0));
            for (int half = 0; half < 2; half++) {
                DoubleVector result = OP.apply(DOUBLES.cast(uNow), DOUBLES.cast(vNow));
                uNow = uThen;
                vNow = vThen;
                uThen = result;
            }
            FloatVector front = FLOATS.cast(DOUBLES.cast(uNow).convert(D2F, 0));
            FloatVector back = FLOATS.cast(FLOATS.cast(DOUBLES.cast(uThen).convert(D2F, 0)).rearrange(SWAP));
            IntVector bits = INTS.cast(front.reinterpretAsInts()).or(INTS.cast(back.reinterpretAsInts()));
            FLOATS.cast(bits.reinterpretAsFloats()).intoMemorySegment(r, outAt + i, ORDER);
        }
    }
}

package lanegrad.kernels.simd;

import static lanegrad.kernels.simd.Lanes.BYTES;
import static lanegrad.kernels.simd.Lanes.I;
import static lanegrad.kernels.simd.Lanes.INTS;
import static lanegrad.kernels.simd.Lanes.N;
import static lanegrad.kernels.simd.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import lanegrad.kernels.base.Native;
import lanegrad.kernels.base.Recipe;
import lanegrad.kernels.base.WhereLoop;

/** The template of loops that choose between elements of four bytes, whatever they mean, a vector at a time. */
final class LaneWhereLoop extends WhereLoop {

    private static final Recipe RECIPE = Recipe.of(MethodHandles.lookup());
    private static final boolean A_REPEATS = RECIPE.aRepeats();
    private static final boolean B_REPEATS = RECIPE.bRepeats();

    @Override
    public int lanes() {
        return N;
    }

    @Override
    public void run(MemorySegment condition, long conditionAt, MemorySegment a, long aAt, MemorySegment b, long bAt,
            MemorySegment out, long outAt, int n) {
        MemorySegment c = Native.of(condition);
        MemorySegment p = Native.of(a);
        MemorySegment q = Native.of(b);
        MemorySegment r = Native.of(out);
        IntVector x = IntVector.broadcast(I, A_REPEATS ? p.get(ValueLayout.JAVA_INT, aAt) : 0);
        IntVector y = IntVector.broadcast(I, B_REPEATS ? q.get(ValueLayout.JAVA_INT, bAt) : 0);
        long end = 4L * n;
        for (long i = 0; i < end; i += BYTES) {
            // The mask is made here, not by a method: it would be an object whenever that is not inlined.
            IntVector bits = INTS.cast(IntVector.broadcast(I, (int) MaskBytes.load(c, conditionAt + (i >> 2))));
            VectorMask<Integer> first = bits.and(MaskBytes.LANE).compare(VectorOperators.NE, 0);
            IntVector u = A_REPEATS ? x : IntVector.fromMemorySegment(I, p, aAt + i, ORDER);
            IntVector v = INTS.cast(B_REPEATS ? y : IntVector.fromMemorySegment(I, q, bAt + i, ORDER));
            v.blend(u, first).intoMemorySegment(r, outAt + i, ORDER);
        }
    }
}

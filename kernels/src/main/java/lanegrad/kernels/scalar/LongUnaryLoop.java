package lanegrad.kernels.scalar;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import lanegrad.array.DType;
import lanegrad.kernels.base.Native;
import lanegrad.kernels.base.Recipe;
import lanegrad.kernels.base.UnaryLoop;

/** The template of loops over one run of integers or truth values. */
final class LongUnaryLoop extends UnaryLoop {

    private static final Recipe RECIPE = Recipe.of(MethodHandles.lookup());
    private static final LongUnary OP = (LongUnary) RECIPE.function();
    private static final DType TYPE = RECIPE.dtype();
    private static final long STEP = RECIPE.aStep();

    @Override
    public void run(MemorySegment a, long aAt, MemorySegment out, long outAt, int n) {
        MemorySegment x = Native.of(a);
        MemorySegment y = Native.of(out);
        for (int i = 0; i < n; i++) {
            Integers.set(TYPE, y, outAt + STEP * i, OP.apply(Integers.get(TYPE, x, aAt + STEP * i)));
        }
    }
}

package lanegrad.kernels.scalar;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import lanegrad.array.DType;
import lanegrad.kernels.base.BinaryLoop;
import lanegrad.kernels.base.Native;
import lanegrad.kernels.base.Recipe;

/** The template of loops that compare integers or truth values. */
final class LongTestLoop extends BinaryLoop {

    private static final Recipe RECIPE = Recipe.of(MethodHandles.lookup());
    private static final LongTest OP = (LongTest) RECIPE.function();
    private static final DType TYPE = RECIPE.dtype();
    private static final long A_STEP = RECIPE.aStep();
    private static final long B_STEP = RECIPE.bStep();

    @Override
    public void run(MemorySegment a, long aAt, MemorySegment b, long bAt, MemorySegment out, long outAt, int n) {
        MemorySegment x = Native.of(a);
        MemorySegment y = Native.of(b);
        MemorySegment z = Native.of(out);
        for (int i = 0; i < n; i++) {
            long left = Integers.get(TYPE, x, aAt + A_STEP * i);
            long right = Integers.get(TYPE, y, bAt + B_STEP * i);
            z.set(ValueLayout.JAVA_BYTE, outAt + i, (byte) (OP.holds(left, right) ? 1 : 0));
        }
    }
}

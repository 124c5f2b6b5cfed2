package lanegrad.kernels.scalar;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import lanegrad.array.DType;
import lanegrad.kernels.base.BinaryLoop;
import lanegrad.kernels.base.Native;
import lanegrad.kernels.base.Recipe;

/** The template of plain loops that compare floats or doubles. */
final class DoubleTestLoop extends BinaryLoop {

    private static final Recipe RECIPE = Recipe.of(MethodHandles.lookup());
    private static final DoubleTest OP = (DoubleTest) RECIPE.function();
    private static final boolean SINGLE = RECIPE.dtype() == DType.F32;
    private static final long A_STEP = RECIPE.aStep();
    private static final long B_STEP = RECIPE.bStep();

    @Override
    public void run(MemorySegment a, long aAt, MemorySegment b, long bAt, MemorySegment out, long outAt, int n) {
        MemorySegment x = Native.of(a);
        MemorySegment y = Native.of(b);
        MemorySegment z = Native.of(out);
        for (int i = 0; i < n; i++) {
            boolean holds = OP.holds(get(x, aAt + A_STEP * i), get(y, bAt + B_STEP * i));
            z.set(ValueLayout.JAVA_BYTE, outAt + i, (byte) (holds ? 1 : 0));
        }
    }

    private static double get(MemorySegment from, long at) {
        return SINGLE ? from.get(ValueLayout.JAVA_FLOAT, at) : from.get(ValueLayout.JAVA_DOUBLE, at);
    }
}

package lanegrad.kernels.scalar;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import lanegrad.kernels.base.BinaryLoop;
import lanegrad.kernels.base.Native;
import lanegrad.kernels.base.Recipe;

/** The template of plain loops over two runs of floats. */
final class FloatBinaryLoop extends BinaryLoop {

    private static final Recipe RECIPE = Recipe.of(MethodHandles.lookup());
    private static final FloatBinary OP = (FloatBinary) RECIPE.function();
    private static final long A_STEP = RECIPE.aStep();
    private static final long B_STEP = RECIPE.bStep();

    @Override
    public void run(MemorySegment a, long aAt, MemorySegment b, long bAt, MemorySegment out, long outAt, int n) {
        MemorySegment x = Native.of(a);
        MemorySegment y = Native.of(b);
        MemorySegment z = Native.of(out);
        for (int i = 0; i < n; i++) {
            z.set(ValueLayout.JAVA_FLOAT, outAt + 4L * i, OP.apply(x.get(ValueLayout.JAVA_FLOAT, aAt + A_STEP * i),
                    y.get(ValueLayout.JAVA_FLOAT, bAt + B_STEP * i)));
        }
    }
}

package lanegrad.kernels.scalar;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import lanegrad.kernels.base.Native;
import lanegrad.kernels.base.Template;
import lanegrad.kernels.base.UnaryLoop;

/** The template of plain loops over one run of floats. */
final class FloatUnaryLoop extends UnaryLoop {

    private static final FloatUnary OP = Template.function(MethodHandles.lookup(), FloatUnary.class);

    @Override
    public void run(MemorySegment a, long aAt, MemorySegment out, long outAt, int n) {
        MemorySegment x = Native.of(a);
        MemorySegment y = Native.of(out);
        for (int i = 0; i < n; i++) {
            y.set(ValueLayout.JAVA_FLOAT, outAt + 4L * i, OP.apply(x.get(ValueLayout.JAVA_FLOAT, aAt + 4L * i)));
        }
    }
}

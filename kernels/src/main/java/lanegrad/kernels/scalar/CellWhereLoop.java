package lanegrad.kernels.scalar;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import lanegrad.kernels.base.Native;
import lanegrad.kernels.base.Recipe;
import lanegrad.kernels.base.WhereLoop;

/** The template of plain loops that choose between elements: their bits are moved, whatever they mean. */
final class CellWhereLoop extends WhereLoop {

    private static final Recipe RECIPE = Recipe.of(MethodHandles.lookup());
    private static final int BYTES = RECIPE.dtype().bytes();
    private static final long A_STEP = RECIPE.aStep();
    private static final long B_STEP = RECIPE.bStep();

    @Override
    public void run(MemorySegment condition, long conditionAt, MemorySegment a, long aAt, MemorySegment b, long bAt,
            MemorySegment out, long outAt, int n) {
        MemorySegment c = Native.of(condition);
        MemorySegment x = Native.of(a);
        MemorySegment y = Native.of(b);
        MemorySegment z = Native.of(out);
        for (int i = 0; i < n; i++) {
            boolean first = c.get(ValueLayout.JAVA_BYTE, conditionAt + i) != 0;
            move(first ? x : y, first ? aAt + A_STEP * i : bAt + B_STEP * i, z, outAt + (long) BYTES * i);
        }
    }

    private static void move(MemorySegment from, long fromAt, MemorySegment to, long toAt) {
        switch (BYTES) {
            case 1 -> to.set(ValueLayout.JAVA_BYTE, toAt, from.get(ValueLayout.JAVA_BYTE, fromAt));
            case 4 -> to.set(ValueLayout.JAVA_INT, toAt, from.get(ValueLayout.JAVA_INT, fromAt));
            default -> to.set(ValueLayout.JAVA_LONG, toAt, from.get(ValueLayout.JAVA_LONG, fromAt));
        }
    }
}

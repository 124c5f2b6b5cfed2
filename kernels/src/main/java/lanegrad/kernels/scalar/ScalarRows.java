package lanegrad.kernels.scalar;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import lanegrad.kernels.base.RowLeaf;

/** Runs of F32, one element at a time. */
public final class ScalarRows implements RowLeaf {

    @Override
    public void add(MemorySegment from, long fromAt, MemorySegment to, long toAt, long count) {
        for (long i = 0; i < count * 4; i += 4) {
            float sum = to.get(ValueLayout.JAVA_FLOAT, toAt + i) + from.get(ValueLayout.JAVA_FLOAT, fromAt + i);
            to.set(ValueLayout.JAVA_FLOAT, toAt + i, sum);
        }
    }
}

package lanegrad.optim;

import java.lang.foreign.ValueLayout;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;

/** Whole numbers that are part of an optimizer's state, one a parameter; all start at 0. */
public final class Counters {

    private final NdArray counts;

    /** To be called outside of every scope. */
    Counters(int size) {
        counts = NdArray.zeros(DType.I64, Shape.of(size));
    }

    /** One counter, as a state dictionary shows it. */
    NdArray array(int index) {
        return counts.select(0, index);
    }

    /**
     * One counter.
     *
     * @param index the parameter's
     * @return its number
     */
    public long get(int index) {
        return counts.segment().getAtIndex(ValueLayout.JAVA_LONG, index);
    }

    /**
     * Adds 1 to a counter.
     *
     * @param index the parameter's
     * @return its number afterwards
     */
    public long increment(int index) {
        long next = get(index) + 1;
        counts.writableSegment().setAtIndex(ValueLayout.JAVA_LONG, index, next);
        return next;
    }
}

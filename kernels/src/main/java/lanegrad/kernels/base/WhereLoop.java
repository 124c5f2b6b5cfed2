package lanegrad.kernels.base;

import java.lang.foreign.MemorySegment;

/** A leaf: a choice between two operands, each a run of neighbouring elements or one element that repeats. */
public abstract class WhereLoop {

    /** For subclasses. */
    protected WhereLoop() {
    }

    /** How many elements the loop takes at once: it is run over a multiple of them. */
    public int lanes() {
        return 1;
    }

    /**
     * {@code out[i] = condition[i] ? a[i] : b[i]} for i below n. Places are counted in bytes; the output may be a or b.
     *
     * @param condition where the condition lies, a byte an element
     * @param conditionAt where it begins
     * @param a where the first input lies
     * @param aAt where it begins
     * @param b where the second input lies
     * @param bAt where it begins
     * @param out where the output lies
     * @param outAt where it begins
     * @param n how many elements, a multiple of {@link #lanes}
     */
    public abstract void run(MemorySegment condition, long conditionAt, MemorySegment a, long aAt, MemorySegment b,
            long bAt, MemorySegment out, long outAt, int n);
}

package lanegrad.kernels.base;

import java.lang.foreign.MemorySegment;

/** A leaf: one function of two operands, each a run of neighbouring elements or one element that repeats. */
public abstract class BinaryLoop {

    /** For subclasses. */
    protected BinaryLoop() {
    }

    /** How many elements the loop takes at once: it is run over a multiple of them. */
    public int lanes() {
        return 1;
    }

    /**
     * {@code out[i] = op(a[i], b[i])} for i below n. Places are counted in bytes; the output may be an input.
     *
     * @param a where the first input lies
     * @param aAt where it begins
     * @param b where the second input lies
     * @param bAt where it begins
     * @param out where the output lies
     * @param outAt where it begins
     * @param n how many elements, a multiple of {@link #lanes}
     */
    public abstract void run(MemorySegment a, long aAt, MemorySegment b, long bAt, MemorySegment out, long outAt,
            int n);
}

package lanegrad.kernels.base;

import java.lang.foreign.MemorySegment;

/** A leaf: one function over a run of neighbouring elements. */
public abstract class UnaryLoop {

    /** For subclasses. */
    protected UnaryLoop() {
    }

    /** How many elements the loop takes at once: it is run over a multiple of them. */
    public int lanes() {
        return 1;
    }

    /**
     * {@code out[i] = op(a[i])} for i below n. Places are counted in bytes; the output may be the input.
     *
     * @param a where the input lies
     * @param aAt where it begins
     * @param out where the output lies
     * @param outAt where it begins
     * @param n how many elements, a multiple of {@link #lanes}
     */
    public abstract void run(MemorySegment a, long aAt, MemorySegment out, long outAt, int n);
}

package lanegrad.kernels.base;

import java.lang.foreign.MemorySegment;

/** A leaf: one function over a run of neighbouring elements. */
public abstract class UnaryLoop {

    /** For subclasses. */
    protected UnaryLoop() {
    }

    /**
     * {@code out[i] = op(a[i])} for i below n.
     *
     * @param a where the input lies
     * @param aAt where it begins, in bytes
     * @param out where the output lies; it may be the input
     * @param outAt where it begins, in bytes
     * @param n how many elements
     */
    public abstract void run(MemorySegment a, long aAt, MemorySegment out, long outAt, int n);
}

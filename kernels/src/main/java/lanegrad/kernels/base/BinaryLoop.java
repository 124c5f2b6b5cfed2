package lanegrad.kernels.base;

import java.lang.foreign.MemorySegment;

/** A leaf: one function of two operands over runs of neighbouring elements. */
public abstract class BinaryLoop {

    /** For subclasses. */
    protected BinaryLoop() {
    }

    /**
     * {@code out[i] = op(a[i], b[i])} for i below n.
     *
     * @param a where the first input lies
     * @param aAt where it begins, in bytes
     * @param b where the second input lies
     * @param bAt where it begins, in bytes
     * @param out where the output lies; it may be an input
     * @param outAt where it begins, in bytes
     * @param n how many elements
     */
    public abstract void run(MemorySegment a, long aAt, MemorySegment b, long bAt, MemorySegment out, long outAt, int n);
}

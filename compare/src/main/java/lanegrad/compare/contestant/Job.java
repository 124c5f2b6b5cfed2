package lanegrad.compare.contestant;

/** A case that a contestant has its operands ready for. */
public interface Job extends AutoCloseable {

    /** Does the work once. */
    void run();

    /**
     * What the latest run computed, in the case's order of elements; null where there is nothing to compare, as with
     * the limits.
     */
    float[] result();

    /** How many times the case's work one run does: a measurement of a limit does more of it, or less. */
    default double worth() {
        return 1;
    }

    @Override
    default void close() {
    }
}

package lanegrad.kernels.scalar;

/** A comparison of two integers. */
interface LongTest {

    boolean holds(long a, long b);
}

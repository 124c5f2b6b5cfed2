package lanegrad.kernels.scalar;

/** A function of an integer. */
interface LongUnary {

    long apply(long x);
}

package lanegrad.kernels.scalar;

/** A function of two integers. */
interface LongBinary {

    long apply(long a, long b);
}

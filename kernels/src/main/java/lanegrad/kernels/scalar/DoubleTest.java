package lanegrad.kernels.scalar;

/** A comparison of two floating-point numbers. */
interface DoubleTest {

    boolean holds(double a, double b);
}

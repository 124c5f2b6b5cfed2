package lanegrad.kernels.scalar;

/** A function of a double. */
interface DoubleUnary {

    double apply(double x);
}

package lanegrad.kernels.scalar;

/** A function of two doubles. */
interface DoubleBinary {

    double apply(double a, double b);
}

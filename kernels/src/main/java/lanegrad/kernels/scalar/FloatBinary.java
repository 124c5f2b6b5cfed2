package lanegrad.kernels.scalar;

/** A function of two floats. */
interface FloatBinary {

    float apply(float a, float b);
}

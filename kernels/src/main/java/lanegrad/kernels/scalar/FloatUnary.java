package lanegrad.kernels.scalar;

/** A function of a float. */
interface FloatUnary {

    float apply(float x);
}

package lanegrad.kernels.simd;

import jdk.incubator.vector.DoubleVector;

/** A function of a vector of doubles, lane by lane. */
interface WideUnary {

    DoubleVector apply(DoubleVector x);
}

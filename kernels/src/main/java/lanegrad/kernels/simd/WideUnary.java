package lanegrad.kernels.simd;

import jdk.incubator.vector.DoubleVector;

/** A function of half a vector of floats, lane by lane, computed in doubles. */
interface WideUnary {

    DoubleVector apply(DoubleVector x);
}

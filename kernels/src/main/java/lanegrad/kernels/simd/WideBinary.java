package lanegrad.kernels.simd;

import jdk.incubator.vector.DoubleVector;

/** A function of two halves of vectors of floats, lane by lane, computed in doubles. */
interface WideBinary {

    DoubleVector apply(DoubleVector a, DoubleVector b);
}

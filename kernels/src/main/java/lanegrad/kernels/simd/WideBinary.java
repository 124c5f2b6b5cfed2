package lanegrad.kernels.simd;

import jdk.incubator.vector.DoubleVector;

/** A function of two vectors of doubles, lane by lane. */
interface WideBinary {

    DoubleVector apply(DoubleVector a, DoubleVector b);
}

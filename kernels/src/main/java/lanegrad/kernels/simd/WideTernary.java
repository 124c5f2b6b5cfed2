package lanegrad.kernels.simd;

import jdk.incubator.vector.DoubleVector;

/** A function of three vectors of doubles, lane by lane. */
interface WideTernary {

    DoubleVector apply(DoubleVector a, DoubleVector b, DoubleVector c);
}

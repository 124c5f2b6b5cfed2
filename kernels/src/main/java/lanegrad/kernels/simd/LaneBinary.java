package lanegrad.kernels.simd;

import jdk.incubator.vector.FloatVector;

/** A function of two vectors, lane by lane. */
interface LaneBinary {

    FloatVector apply(FloatVector a, FloatVector b);
}

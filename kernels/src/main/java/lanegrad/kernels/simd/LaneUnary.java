package lanegrad.kernels.simd;

import jdk.incubator.vector.FloatVector;

/** A function of a vector, lane by lane. */
interface LaneUnary {

    FloatVector apply(FloatVector x);
}

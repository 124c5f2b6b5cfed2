package lanegrad.kernels.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** A comparison of two vectors, lane by lane. */
interface LaneTest {

    VectorMask<Float> holds(FloatVector a, FloatVector b);
}

package lanegrad.kernels.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;

/**
 * Sums over the lanes of a vector in a fixed order. The vector lies in an array, because a method that takes one is
 * only as good as its inlining.
 */
final class LaneFold {

    static final VectorShuffle<Float> BY_8 = swap(8);
    static final VectorShuffle<Float> BY_4 = swap(4);
    static final VectorShuffle<Float> BY_2 = swap(2);
    static final VectorShuffle<Float> BY_1 = swap(1);

    private LaneFold() {
    }

    private static VectorShuffle<Float> swap(int distance) {
        return VectorShuffle.fromOp(Lanes.F, lane -> (lane ^ distance) & Lanes.N - 1);
    }

    /** Halves onto each other until one lane is left. */
    static float sum(float[] lanes, int at) {
        FloatVector s = Lanes.FLOATS.cast(FloatVector.fromArray(Lanes.F, lanes, at));
        s = Lanes.N > 8 ? s.add(s.rearrange(BY_8)) : s;
        s = Lanes.N > 4 ? s.add(s.rearrange(BY_4)) : s;
        s = s.add(s.rearrange(BY_2));
        return s.add(s.rearrange(BY_1)).lane(0);
    }

    /** Lane by lane in doubles: exact for what floats hold. */
    static double inDoubles(float[] lanes) {
        double total = 0;
        for (int lane = 0; lane < Lanes.N; lane++) {
            total += lanes[lane];
        }
        return total;
    }
}

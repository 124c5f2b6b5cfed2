package lanegrad.kernels.simd;

import static lanegrad.kernels.simd.Lanes.BYTES;
import static lanegrad.kernels.simd.Lanes.F;
import static lanegrad.kernels.simd.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import lanegrad.kernels.base.Native;
import lanegrad.kernels.base.RowLeaf;

/** Runs of F32, a vector at a time; what does not fill one is left to the scalar loop, whose additions are the same. */
final class SimdRows implements RowLeaf {

    private final RowLeaf scalar;

    SimdRows(RowLeaf scalar) {
        this.scalar = scalar;
    }

    @Override
    public void add(MemorySegment from, long fromAt, MemorySegment to, long toAt, long count) {
        MemorySegment source = Native.of(from);
        MemorySegment target = Native.of(to);
        long done = F.loopBound(count) * 4;
        for (long i = 0; i < done; i += BYTES) {
            FloatVector values = FloatVector.fromMemorySegment(F, source, fromAt + i, ORDER);
            FloatVector sums = FloatVector.fromMemorySegment(F, target, toAt + i, ORDER).add(values);
            sums.intoMemorySegment(target, toAt + i, ORDER);
        }
        scalar.add(from, fromAt + done, to, toAt + done, count - done / 4);
    }
}

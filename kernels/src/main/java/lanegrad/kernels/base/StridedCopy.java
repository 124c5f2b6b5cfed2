package lanegrad.kernels.base;

import java.lang.ref.Reference;
import java.util.List;
import lanegrad.array.NdArray;
import lanegrad.kernels.CopyKernels;
import lanegrad.kernels.Threshold;

/** Copies, the same for both implementations but for the turning of planes: they move bytes. */
public final class StridedCopy implements CopyKernels {

    /** Without vectors. */
    public static final StridedCopy INSTANCE = new StridedCopy(null);

    private final PlaneTurn turn;

    /**
     * Copies that turn planes in a way of their own.
     *
     * @param turn for cells of four bytes, or null for none
     */
    public StridedCopy(PlaneTurn turn) {
        this.turn = turn;
    }

    @Override
    public void copy(NdArray from, NdArray to) {
        if (!from.shape().broadcastsTo(to.shape())) {
            throw new IllegalArgumentException("copy: " + from.shape() + " does not broadcast to " + to.shape());
        }
        if (to.layout().hasOverlap()) {
            throw new IllegalArgumentException("copy to " + to.shape() + ": an expanded array cannot be written");
        }
        from.requireUsable();
        to.writableSegment();
        if (to.size() > 0) {
            CopyTask.copy(turn, from, to);
        }
        Reference.reachabilityFence(from);
        Reference.reachabilityFence(to);
    }

    @Override
    public List<Threshold> thresholds() {
        return List.of(new Threshold("copy", "parallel cut", CopyTask.GRAIN),
                new Threshold("copy", "plane side", CopyTask.PLANE),
                new Threshold("copy", "plane tile", 32), new Threshold("copy", "conversion tile", Conversion.TILE));
    }
}

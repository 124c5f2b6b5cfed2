package lanegrad.kernels.base;

import java.lang.ref.Reference;
import java.util.List;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.kernels.CopyKernels;
import lanegrad.kernels.Threshold;

/** Copies, the same for both implementations: they move bytes, which vectors of floats do not make faster. */
public final class StridedCopy implements CopyKernels {

    /** The only one. */
    public static final StridedCopy INSTANCE = new StridedCopy();

    private StridedCopy() {
    }

    @Override
    public void copy(NdArray from, NdArray to) {
        if (!Shape.broadcast("copy", from.shape(), to.shape()).equals(to.shape())) {
            throw new IllegalArgumentException("copy: " + from.shape() + " does not broadcast to " + to.shape());
        }
        if (to.layout().hasOverlap()) {
            throw new IllegalArgumentException("copy to " + to.shape() + ": an expanded array cannot be written");
        }
        from.requireUsable();
        to.writableSegment();
        if (to.size() > 0) {
            CopyTask.copy(from, to);
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

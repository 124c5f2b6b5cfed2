package lanegrad.kernels.base;

import java.lang.foreign.MemorySegment;

/** The loops of optimizer steps in F32, over runs of elements; offsets are bytes. F64 has {@link UpdateDoubles}. */
public interface UpdateLeaf {

    /** One step of AdamW; see {@link AdamWStep} for the scalars. */
    void adamW(MemorySegment p, long pAt, MemorySegment g, long gAt, MemorySegment m, long mAt, MemorySegment v,
            long vAt, int count, AdamWStep step);

    /** One step of gradient descent without a buffer; see {@link SgdStep} for the scalars. */
    void sgd(MemorySegment p, long pAt, MemorySegment g, long gAt, int count, SgdStep step);

    /** One step of gradient descent with a buffer. */
    void sgd(MemorySegment p, long pAt, MemorySegment g, long gAt, MemorySegment b, long bAt, int count, SgdStep step);

    /** The sum of squares, in F64; sums is room for the lanes of accumulators. */
    double sumOfSquares(MemorySegment x, long at, int count, double[] sums);
}

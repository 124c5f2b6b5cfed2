package lanegrad.kernels.base;

import java.lang.foreign.MemorySegment;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.parallel.Task;
import lanegrad.parallel.Workers;

/** A call of an update kernel, cut into pieces of one size. A subclass has further arrays and the scalars. */
abstract class UpdateCall extends Task {

    /** Elements of a piece: its part of four arrays is half of an L2 cache of 1 MB. */
    static final int PIECE = 1 << 15;

    final UpdateLeaf leaf;
    boolean single;
    MemorySegment p;
    MemorySegment g;
    private long pAt;
    private long gAt;
    private long size;

    UpdateCall(UpdateLeaf leaf) {
        this.leaf = leaf;
    }

    final void run(NdArray parameter, NdArray gradient) {
        p = parameter.writableSegment();
        g = gradient.segment();
        pAt = parameter.byteOffset();
        gAt = gradient.byteOffset();
        size = parameter.size();
        single = parameter.dtype() == DType.F32;
        Workers.run(this, Math.toIntExact(Math.ceilDiv(size, PIECE)));
    }

    @Override
    protected final void run(int piece) {
        long first = (long) piece * PIECE;
        long moved = first * (single ? 4 : 8);
        update(pAt + moved, gAt + moved, moved, (int) Math.min(PIECE, size - first));
    }

    /** Does a piece; moved is where it begins, in bytes from the first elements. */
    abstract void update(long pFrom, long gFrom, long moved, int count);

    /** Drops what it worked on. */
    void clear() {
        p = null;
        g = null;
    }

    /** AdamW. */
    static final class AdamW extends UpdateCall {

        final AdamWStep step = new AdamWStep();
        private MemorySegment m;
        private MemorySegment v;
        private long mAt;
        private long vAt;

        AdamW(UpdateLeaf leaf) {
            super(leaf);
        }

        void setState(NdArray mean, NdArray square) {
            m = mean.writableSegment();
            v = square.writableSegment();
            mAt = mean.byteOffset();
            vAt = square.byteOffset();
        }

        @Override
        void update(long pFrom, long gFrom, long moved, int count) {
            if (single) {
                leaf.adamW(p, pFrom, g, gFrom, m, mAt + moved, v, vAt + moved, count, step);
            } else {
                UpdateDoubles.adamW(p, pFrom, g, gFrom, m, mAt + moved, v, vAt + moved, count, step);
            }
        }

        @Override
        void clear() {
            super.clear();
            m = null;
            v = null;
        }
    }

    /** Gradient descent; b is null without a buffer. */
    static final class Sgd extends UpdateCall {

        final SgdStep step = new SgdStep();
        private MemorySegment b;
        private long bAt;

        Sgd(UpdateLeaf leaf) {
            super(leaf);
        }

        void setBuffer(NdArray buffer) {
            b = buffer == null ? null : buffer.writableSegment();
            bAt = buffer == null ? 0 : buffer.byteOffset();
        }

        @Override
        void update(long pFrom, long gFrom, long moved, int count) {
            if (b == null) {
                if (single) {
                    leaf.sgd(p, pFrom, g, gFrom, count, step);
                } else {
                    UpdateDoubles.sgd(p, pFrom, g, gFrom, count, step);
                }
            } else if (single) {
                leaf.sgd(p, pFrom, g, gFrom, b, bAt + moved, count, step);
            } else {
                UpdateDoubles.sgd(p, pFrom, g, gFrom, b, bAt + moved, count, step);
            }
        }

        @Override
        void clear() {
            super.clear();
            b = null;
        }
    }
}

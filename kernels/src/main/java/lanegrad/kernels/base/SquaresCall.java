package lanegrad.kernels.base;

import java.lang.foreign.MemorySegment;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.parallel.Scratch;
import lanegrad.parallel.Task;
import lanegrad.parallel.Workers;

/**
 * A sum of squares, cut into pieces of one size whose sums are added in order: the same tree for any number of threads.
 */
final class SquaresCall extends Task {

    private final UpdateLeaf leaf;
    private boolean single;
    private MemorySegment x;
    private long at;
    private long size;
    private double[] partials;

    SquaresCall(UpdateLeaf leaf) {
        this.leaf = leaf;
    }

    double run(NdArray array) {
        single = array.dtype() == DType.F32;
        x = array.segment();
        at = array.byteOffset();
        size = array.size();
        int pieces = Math.toIntExact(Math.ceilDiv(size, UpdateCall.PIECE));
        Scratch scratch = Scratch.take();
        try {
            partials = scratch.doubles(0, pieces);
            Workers.run(this, pieces);
            double sum = 0;
            for (int i = 0; i < pieces; i++) {
                sum += partials[i];
            }
            return sum;
        } finally {
            x = null;
            partials = null;
            scratch.give();
        }
    }

    @Override
    protected void run(int piece) {
        long first = (long) piece * UpdateCall.PIECE;
        int count = (int) Math.min(UpdateCall.PIECE, size - first);
        if (!single) {
            partials[piece] = UpdateDoubles.sumOfSquares(x, at + first * 8, count);
            return;
        }
        Scratch scratch = Scratch.take();
        try {
            partials[piece] = leaf.sumOfSquares(x, at + first * 4, count, scratch.doubles(0, 64));
        } finally {
            scratch.give();
        }
    }
}

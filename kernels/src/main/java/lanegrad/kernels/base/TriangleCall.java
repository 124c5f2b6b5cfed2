package lanegrad.kernels.base;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.parallel.Pool;
import lanegrad.parallel.Task;
import lanegrad.parallel.Workers;

/** One value beside a diagonal, in matrices that lie in one run; a piece is some rows. */
final class TriangleCall extends Task {

    /** Bytes that are worth a piece of their own. */
    static final int PIECE = 1 << 18;

    private static final Pool<TriangleCall> POOL = new Pool<>(TriangleCall::new);
    private static final long RUN = 1 << 12;

    private final MemorySegment values = Arena.global().allocate(RUN, 64);
    private MemorySegment target;
    private long at;
    private long rows;
    private long columns;
    private long total;
    private long each;
    private int bytes;
    private boolean upper;
    private long diagonal;

    private TriangleCall() {
    }

    /** Fills what lies below a diagonal, or above it. */
    static void fill(NdArray x, boolean upper, long diagonal, double value) {
        if (x.size() == 0) {
            return;
        }
        TriangleCall call = POOL.take();
        try {
            call.target = x.writableSegment();
            call.at = x.byteOffset();
            call.rows = x.dim(-2);
            call.columns = x.dim(-1);
            call.total = x.size() / call.columns;
            call.bytes = x.dtype().bytes();
            call.repeat(x.dtype(), value, Math.min(RUN, call.columns * call.bytes));
            call.each = Math.max(1, PIECE / (call.columns * call.bytes));
            call.upper = upper;
            call.diagonal = diagonal;
            Workers.run(call, Math.toIntExact(Math.ceilDiv(call.total, call.each)));
        } finally {
            call.target = null;
            POOL.give(call);
        }
    }

    private void repeat(DType dtype, double value, long length) {
        Store.number(dtype, values, 0, value);
        for (long done = bytes; done < length; done *= 2) {
            MemorySegment.copy(values, 0, values, done, Math.min(done, RUN - done));
        }
    }

    @Override
    protected void run(int piece) {
        for (long line = piece * each; line < Math.min(total, (piece + 1) * each); line++) {
            long row = line % rows;
            long from = upper ? 0 : Math.clamp(row + diagonal + 1, 0L, columns);
            long to = upper ? Math.clamp(row + diagonal, 0L, columns) : columns;
            long place = at + (line * columns + from) * bytes;
            for (long left = (to - from) * bytes; left > 0; left -= RUN) {
                MemorySegment.copy(values, 0, target, place, Math.min(left, RUN));
                place += RUN;
            }
        }
    }
}

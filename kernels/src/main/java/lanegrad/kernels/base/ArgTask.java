package lanegrad.kernels.base;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.parallel.Pool;
import lanegrad.parallel.Scratch;
import lanegrad.parallel.Task;
import lanegrad.parallel.Workers;

/** Where the extremum of each line lies; a piece is some lines. */
final class ArgTask extends Task {

    private static final Pool<ArgTask> POOL = new Pool<>(ArgTask::new);

    private final Reduction space = new Reduction();
    private DType dtype;
    private MemorySegment source;
    private MemorySegment target;
    private boolean greatest;
    private long linesEach;

    private ArgTask() {
    }

    static void find(boolean greatest, NdArray x, int axis, NdArray out) {
        ArgTask task = POOL.take();
        try {
            task.greatest = greatest;
            task.dtype = x.dtype();
            task.source = x.segment();
            task.target = out.writableSegment();
            task.space.set(x, 1 << axis, out);
            task.linesEach = Math.max(1, Reduction.CHUNK / task.space.count());
            Workers.run(task, Math.toIntExact(Math.ceilDiv(task.space.outputs(), task.linesEach)));
        } finally {
            task.source = null;
            task.target = null;
            POOL.give(task);
        }
    }

    @Override
    protected void run(int piece) {
        Scratch scratch = Scratch.take();
        try {
            double[] tile = scratch.doubles(0, Conversion.TILE);
            long[] whole = scratch.longs(0, Conversion.TILE);
            long first = piece * linesEach;
            for (long line = first; line < Math.min(space.outputs(), first + linesEach); line++) {
                long found = dtype.isFloating() ? floating(space.inputAt(line), tile)
                        : whole(space.inputAt(line), whole);
                target.set(ValueLayout.JAVA_LONG, space.outputAt(line) * 8, found);
            }
        } finally {
            scratch.give();
        }
    }

    private long floating(long at, double[] tile) {
        long found = 0;
        double best = Double.NaN;
        for (long done = 0; done < space.count(); done += Conversion.TILE) {
            int count = (int) Math.min(Conversion.TILE, space.count() - done);
            Conversion.read(dtype, source, at + done * space.innerStride(), space.innerStride(), tile, count);
            for (int i = 0; i < count; i++) {
                double x = tile[i];
                boolean first = done + i == 0;
                if (first || (greatest ? x > best : x < best) || x != x) {
                    best = x;
                    found = done + i;
                    if (x != x) {
                        return found;
                    }
                }
            }
        }
        return found;
    }

    private long whole(long at, long[] tile) {
        long found = 0;
        long best = 0;
        for (long done = 0; done < space.count(); done += Conversion.TILE) {
            int count = (int) Math.min(Conversion.TILE, space.count() - done);
            Conversion.read(dtype, source, at + done * space.innerStride(), space.innerStride(), tile, count);
            for (int i = 0; i < count; i++) {
                long x = tile[i];
                if (done + i == 0 || (greatest ? x > best : x < best)) {
                    best = x;
                    found = done + i;
                }
            }
        }
        return found;
    }
}

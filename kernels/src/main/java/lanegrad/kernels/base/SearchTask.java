package lanegrad.kernels.base;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.parallel.Pool;
import lanegrad.parallel.Scratch;
import lanegrad.parallel.Task;
import lanegrad.parallel.Workers;

/** Binary searches; a piece is some values. */
final class SearchTask extends Task {

    private static final Pool<SearchTask> POOL = new Pool<>(SearchTask::new);

    /** Values a piece has about. */
    static final long PIECE = 1 << 12;

    private final Nest kept = new Nest();
    private DType dtype;
    private MemorySegment source;
    private MemorySegment wanted;
    private MemorySegment target;
    private boolean right;
    private long step;
    private long length;
    private long each;
    private long cuts;

    private SearchTask() {
    }

    /** Searches in one line for all values, or in a line each for those that have its leading axes. */
    static void search(NdArray sorted, NdArray values, boolean right, NdArray out) {
        SearchTask task = POOL.take();
        try {
            task.set(sorted, values, right, out);
            long rows = task.kept.rows(1);
            Workers.run(task, Math.toIntExact(rows * task.cuts));
        } finally {
            task.source = null;
            task.wanted = null;
            task.target = null;
            POOL.give(task);
        }
    }

    private void set(NdArray sorted, NdArray values, boolean right, NdArray out) {
        dtype = values.dtype();
        source = sorted.segment();
        wanted = values.segment();
        target = out.writableSegment();
        this.right = right;
        length = sorted.dim(-1);
        step = sorted.stride(-1);
        kept.over(values.shape()).with(out).with(values).withLines(sorted).merge();
        each = Math.min(kept.inner(), PIECE);
        cuts = Math.ceilDiv(kept.inner(), each);
    }

    @Override
    protected void run(int piece) {
        long row = piece / cuts;
        long first = piece % cuts * each;
        long line = kept.at(2, row, 1);
        long from = kept.at(1, row, 1);
        long to = kept.at(0, row, 1);
        Scratch scratch = Scratch.take();
        try {
            long[] keys = scratch.longs(0, Conversion.TILE);
            long end = Math.min(kept.inner(), first + each);
            for (long done = first; done < end; done += Conversion.TILE) {
                int n = (int) Math.min(Conversion.TILE, end - done);
                SortKeys.read(dtype, wanted, from + done * kept.innerStride(1), kept.innerStride(1), 0, keys,
                        scratch.floats(0, Conversion.TILE), n);
                for (int i = 0; i < n; i++) {
                    target.set(JAVA_LONG, (to + (done + i) * kept.innerStride(0)) * 8,
                            place(line + (done + i) * kept.innerStride(2), keys[i]));
                }
            }
        } finally {
            scratch.give();
        }
    }

    /** How many elements of a line come before a key; to the right of it, also those that are equal. */
    private long place(long line, long key) {
        long low = 0;
        long high = length;
        while (low < high) {
            long middle = low + high >>> 1;
            long found = SortKeys.of(dtype, source, line + middle * step);
            if (found < key || right && found == key) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}

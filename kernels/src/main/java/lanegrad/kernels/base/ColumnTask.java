package lanegrad.kernels.base;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.kernels.ReduceOp;
import lanegrad.parallel.Pool;
import lanegrad.parallel.Scratch;
import lanegrad.parallel.Task;
import lanegrad.parallel.Workers;

/**
 * Reductions of floats whose kept axis is the contiguous one: a whole run of outputs grows at once, row by row. A unit
 * of work is a block of columns and a chunk of rows.
 */
final class ColumnTask extends Task {

    static final Pool<ColumnTask> POOL = new Pool<>(ColumnTask::new);

    /** Columns of a block: the sums of one stay in the first cache. */
    static final int BLOCK = 1024;

    /** Rows of a chunk. */
    static final int CHUNK = 4096;

    private final Nest kept = new Nest();
    private final Nest reduced = new Nest();
    private ReduceLeaf leaf;
    private ReduceOp op;
    private MemorySegment source;
    private MemorySegment target;
    private long columns;
    private long blocks;
    private long rows;
    private long chunks;
    private long units;
    private long unitsEach;
    private double scale;
    private double[] partials;

    private ColumnTask() {
    }

    /** Whether this way fits; if not, nothing has happened. */
    static boolean reduce(ReduceLeaf leaf, ReduceOp op, NdArray x, int axes, NdArray out) {
        ColumnTask task = POOL.take();
        Scratch scratch = Scratch.take();
        try {
            return task.run(scratch, leaf, op, x, axes, out);
        } finally {
            task.source = null;
            task.target = null;
            task.partials = null;
            scratch.give();
            POOL.give(task);
        }
    }

    private boolean run(Scratch scratch, ReduceLeaf floats, ReduceOp wanted, NdArray x, int axes, NdArray out) {
        kept.over(x.shape()).with(out).with(x).without(axes).merge();
        reduced.over(x.shape()).with(x).relative(0).without(~axes).merge();
        if (kept.innerStride(1) != 1 || kept.inner() < 8 || reduced.innerStride(0) == 1) {
            return false;
        }
        leaf = floats;
        op = wanted == ReduceOp.MEAN ? ReduceOp.SUM : wanted;
        source = x.segment();
        target = out.writableSegment();
        columns = kept.inner();
        blocks = Math.ceilDiv(columns, (long) BLOCK);
        rows = reduced.rows(0);
        chunks = Math.ceilDiv(rows, (long) CHUNK);
        scale = wanted == ReduceOp.MEAN ? rows : 1;
        units = kept.rows(1) * blocks * chunks;
        unitsEach = Math.max(1, Reduction.CHUNK / (Math.min(columns, BLOCK) * Math.min(rows, CHUNK)));
        partials = chunks > 1 ? scratch.doubles(1, Math.toIntExact(kept.rows(1) * columns * chunks)) : null;
        Workers.run(this, Math.toIntExact(Math.ceilDiv(units, unitsEach)));
        if (chunks > 1) {
            merge();
        }
        return true;
    }

    @Override
    protected void run(int piece) {
        Scratch scratch = Scratch.take();
        try {
            float[] sums = scratch.floats(0, BLOCK);
            double[] totals = scratch.doubles(0, BLOCK);
            long first = piece * unitsEach;
            for (long unit = first; unit < Math.min(units, first + unitsEach); unit++) {
                block(unit / chunks / blocks, unit / chunks % blocks * BLOCK, unit % chunks, sums, totals);
            }
        } finally {
            scratch.give();
        }
    }

    private void block(long line, long column, long chunk, float[] sums, double[] totals) {
        int n = (int) Math.min(BLOCK, columns - column);
        long at = kept.at(1, line, 1) + column;
        long end = Math.min(rows, (chunk + 1) * CHUNK);
        float none = (float) Fold.identity(op);
        Arrays.fill(totals, 0, n, none);
        boolean even = reduced.rank() == 1;
        for (long row = chunk * CHUNK; row < end;) {
            int count = even ? (int) Math.min(ReduceLeaf.ROWS, end - row) : 1;
            Arrays.fill(sums, 0, n, none);
            leaf.columns(op, source, (at + reduced.at(0, row, 0)) * 4, reduced.innerStride(0) * 4, count, sums, n);
            for (int i = 0; i < n; i++) {
                totals[i] = Fold.partials(op, totals[i], sums[i]);
            }
            row += count;
        }
        if (chunks > 1) {
            System.arraycopy(totals, 0, partials, (int) ((line * chunks + chunk) * columns + column), n);
            return;
        }
        store(line, column, totals, 0, n);
    }

    private void store(long line, long column, double[] totals, int from, int n) {
        long at = kept.at(0, line, 1);
        for (int i = 0; i < n; i++) {
            Store.floating(DType.F32, target, at + (column + i) * kept.innerStride(0), totals[from + i] / scale);
        }
    }

    /** Adds the chunks' results in order, in the place of the first. */
    private void merge() {
        for (long line = 0; line < kept.rows(1); line++) {
            int into = (int) (line * chunks * columns);
            for (int chunk = 1; chunk < chunks; chunk++) {
                int from = (int) ((line * chunks + chunk) * columns);
                for (int i = 0; i < columns; i++) {
                    partials[into + i] = Fold.partials(op, partials[into + i], partials[from + i]);
                }
            }
            store(line, 0, partials, into, (int) columns);
        }
    }
}

package lanegrad.kernels.base;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.kernels.ScanOp;
import lanegrad.parallel.Pool;
import lanegrad.parallel.Scratch;
import lanegrad.parallel.Task;
import lanegrad.parallel.Workers;

/**
 * One scan. Where lines lie along memory, each is walked by itself, tile by tile; where their neighbours do, a tile of
 * lines is walked at once, step by step. A piece is some lines or some tiles of lines.
 */
final class ScanTask extends Task {

    private static final Pool<ScanTask> POOL = new Pool<>(ScanTask::new);

    /** Elements a piece has about. */
    static final long PIECE = 1 << 15;

    /** From so many neighbours on, lines are walked together. */
    static final long SIDE = 8;

    private static final int TILE = Conversion.TILE;

    private enum Kind {
        SCAN, ARG_SCAN, RECURRENCE
    }

    private final Nest kept = new Nest();
    private Kind kind;
    private ScanOp op;
    private boolean greatest;
    private boolean exclusive;
    private DType dtype;
    private DType result;
    private MemorySegment source;
    private MemorySegment terms;
    private MemorySegment target;

    /** Where a walk begins, relative to the line's first element, and its steps, in each operand. */
    private long length;
    private final long[] start = new long[3];
    private final long[] step = new long[3];

    private boolean together;
    private long tiles;
    private long units;
    private long unitsEach;

    private ScanTask() {
    }

    static void scan(ScanOp op, NdArray x, int axis, boolean reverse, boolean exclusive, NdArray out) {
        ScanTask task = POOL.take();
        task.kind = Kind.SCAN;
        task.op = op;
        task.exclusive = exclusive;
        task.run(x, x, axis, reverse, out);
    }

    static void argScan(boolean greatest, NdArray x, int axis, NdArray out) {
        ScanTask task = POOL.take();
        task.kind = Kind.ARG_SCAN;
        task.greatest = greatest;
        task.run(x, x, axis, false, out);
    }

    static void recurrence(NdArray a, NdArray b, int axis, boolean reverse, NdArray out) {
        ScanTask task = POOL.take();
        task.kind = Kind.RECURRENCE;
        task.run(a, b, axis, reverse, out);
    }

    private void run(NdArray x, NdArray second, int axis, boolean reverse, NdArray out) {
        try {
            dtype = x.dtype();
            result = out.dtype();
            source = x.segment();
            terms = second.segment();
            target = out.writableSegment();
            length = x.dim(axis);
            walk(0, out.stride(axis), reverse);
            walk(1, x.stride(axis), reverse);
            walk(2, second.stride(axis), reverse);
            kept.over(x.shape()).with(out).with(x).with(second).without(1 << axis).merge();
            together = Math.abs(x.stride(axis)) != 1 && kept.innerStride(1) == 1 && kept.inner() >= SIDE;
            tiles = together ? Math.ceilDiv(kept.inner(), (long) TILE) : 1;
            units = together ? kept.rows(1) * tiles : kept.rows(0);
            long each = length * (together ? Math.min(kept.inner(), TILE) : 1);
            unitsEach = Math.max(1, PIECE / each);
            Workers.run(this, Math.toIntExact(Math.ceilDiv(units, unitsEach)));
        } finally {
            source = null;
            terms = null;
            target = null;
            POOL.give(this);
        }
    }

    private void walk(int operand, long stride, boolean reverse) {
        start[operand] = reverse ? (length - 1) * stride : 0;
        step[operand] = reverse ? -stride : stride;
    }

    @Override
    protected void run(int piece) {
        Scratch scratch = Scratch.take();
        try {
            long first = piece * unitsEach;
            for (long unit = first; unit < Math.min(units, first + unitsEach); unit++) {
                if (!together) {
                    along(unit, scratch);
                } else if (dtype.isFloating()) {
                    across(unit / tiles, unit % tiles * TILE, scratch);
                } else {
                    acrossIntegers(unit / tiles, unit % tiles * TILE, scratch);
                }
            }
        } finally {
            scratch.give();
        }
    }

    private void along(long line, Scratch scratch) {
        long to = kept.at(0, line, 0) + start[0];
        long from = kept.at(1, line, 0) + start[1];
        long with = kept.at(2, line, 0) + start[2];
        float[] floats = scratch.floats(0, TILE);
        double[] carry = scratch.doubles(1, TILE);
        long[] wholeCarry = scratch.longs(1, TILE);
        reset(carry, wholeCarry, scratch.doubles(2, TILE), 1);
        for (long done = 0; done < length; done += TILE) {
            int n = (int) Math.min(TILE, length - done);
            long at = from + done * step[1];
            long out = to + done * step[0];
            if (dtype.isFloating()) {
                double[] tile = scratch.doubles(0, TILE);
                Runs.read(dtype, source, at, step[1], tile, floats, n);
                if (kind == Kind.ARG_SCAN) {
                    long[] found = scratch.longs(0, TILE);
                    ScanLoops.argAlong(greatest, tile, n, done, carry, wholeCarry, found);
                    Conversion.write(result, target, out, step[0], found, n);
                    continue;
                }
                if (kind == Kind.RECURRENCE) {
                    double[] b = scratch.doubles(3, TILE);
                    Runs.read(dtype, terms, with + done * step[2], step[2], b, floats, n);
                    ScanLoops.recurrenceAlong(tile, b, n, carry);
                } else {
                    ScanLoops.along(op, exclusive, tile, n, carry, scratch.doubles(2, TILE));
                }
                Runs.write(result, target, out, step[0], tile, floats, n);
            } else {
                long[] tile = scratch.longs(0, TILE);
                Conversion.read(dtype, source, at, step[1], tile, n);
                if (kind == Kind.ARG_SCAN) {
                    ScanLoops.argAlong(greatest, tile, n, done, wholeCarry, scratch.longs(2, TILE));
                } else {
                    ScanLoops.along(op, exclusive, tile, n, wholeCarry);
                }
                Conversion.write(result, target, out, step[0], tile, n);
            }
        }
    }

    private void across(long row, long column, Scratch scratch) {
        int n = (int) Math.min(TILE, kept.inner() - column);
        long to = kept.at(0, row, 1) + column * kept.innerStride(0) + start[0];
        long from = kept.at(1, row, 1) + column + start[1];
        long with = kept.at(2, row, 1) + column * kept.innerStride(2) + start[2];
        float[] floats = scratch.floats(0, TILE);
        double[] tile = scratch.doubles(0, TILE);
        double[] state = scratch.doubles(1, TILE);
        double[] second = scratch.doubles(2, TILE);
        double[] b = scratch.doubles(3, TILE);
        long[] found = scratch.longs(1, TILE);
        reset(state, found, second, n);
        for (long i = 0; i < length; i++) {
            Runs.read(dtype, source, from + i * step[1], 1, tile, floats, n);
            long out = to + i * step[0];
            switch (kind) {
                case SCAN -> ScanLoops.across(op, exclusive, tile, n, state, second);
                case RECURRENCE -> {
                    Runs.read(dtype, terms, with + i * step[2], kept.innerStride(2), b, floats, n);
                    ScanLoops.recurrenceAcross(tile, b, n, state);
                }
                case ARG_SCAN -> {
                    ScanLoops.argAcross(greatest, tile, n, i, state, found);
                    Conversion.write(result, target, out, kept.innerStride(0), found, n);
                    continue;
                }
            }
            Runs.write(result, target, out, kept.innerStride(0), tile, floats, n);
        }
    }

    private void acrossIntegers(long row, long column, Scratch scratch) {
        int n = (int) Math.min(TILE, kept.inner() - column);
        long to = kept.at(0, row, 1) + column * kept.innerStride(0) + start[0];
        long from = kept.at(1, row, 1) + column + start[1];
        long[] tile = scratch.longs(0, TILE);
        long[] state = scratch.longs(1, TILE);
        long[] found = scratch.longs(2, TILE);
        reset(scratch.doubles(1, TILE), state, scratch.doubles(2, TILE), n);
        for (long i = 0; i < length; i++) {
            Conversion.read(dtype, source, from + i * step[1], 1, tile, n);
            if (kind == Kind.ARG_SCAN) {
                ScanLoops.argAcross(greatest, tile, n, i, state, found);
            } else {
                ScanLoops.across(op, exclusive, tile, n, state);
            }
            Conversion.write(result, target, to + i * step[0], kept.innerStride(0),
                    kind == Kind.ARG_SCAN ? found : tile, n);
        }
    }

    /** The states before the first element. */
    private void reset(double[] state, long[] whole, double[] second, int n) {
        boolean product = kind == Kind.SCAN && op == ScanOp.PROD;
        boolean logarithm = kind == Kind.SCAN && op == ScanOp.LOG_SUM_EXP;
        Arrays.fill(state, 0, n, product ? 1 : logarithm ? Double.NEGATIVE_INFINITY : 0);
        Arrays.fill(whole, 0, n, product ? 1 : 0);
        Arrays.fill(second, 0, n, 0);
    }
}

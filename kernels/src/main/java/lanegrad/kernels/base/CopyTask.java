package lanegrad.kernels.base;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.parallel.Pool;
import lanegrad.parallel.Scratch;
import lanegrad.parallel.Task;
import lanegrad.parallel.Workers;

/**
 * One copy: its loops, and which of the three ways it goes. A piece is a part of a row, or some rows, or some planes.
 */
final class CopyTask extends Task {

    static final Pool<CopyTask> POOL = new Pool<>(CopyTask::new);

    /** Elements a piece has about. */
    static final long GRAIN = 1 << 16;

    /** Shorter sides are copied row by row. */
    static final long PLANE = 8;

    private static final CellLoop[] CELLS = {cells(1), cells(2), cells(4), cells(8)};

    private final Nest nest = new Nest();
    private NdArray from;
    private NdArray to;
    private MemorySegment source;
    private MemorySegment target;
    private CellLoop loop;
    private PlaneTurn turn;
    private int innerAxes;
    private long rows;
    private long rowsEach;
    private long length;
    private long lengthEach;
    private long cuts;

    private CopyTask() {
    }

    private static CellLoop cells(int bytes) {
        return Template.specialise(MethodHandles.lookup(), CellCopy.class, bytes);
    }

    /** The loops over cells of 1, 2, 4 or 8 bytes. */
    static CellLoop cellsOf(int bytes) {
        return CELLS[Integer.numberOfTrailingZeros(bytes)];
    }

    /** Copies, in pieces. */
    static void copy(PlaneTurn turn, NdArray from, NdArray to) {
        CopyTask task = POOL.take();
        try {
            task.turn = turn;
            task.set(from, to);
            Workers.run(task, Math.toIntExact(Math.ceilDiv(task.rows, task.rowsEach) * task.cuts));
        } finally {
            task.clear();
            POOL.give(task);
        }
    }

    private void set(NdArray from, NdArray to) {
        this.from = from;
        this.to = to;
        source = from.segment();
        target = to.writableSegment();
        boolean convert = from.dtype() != to.dtype() || from.isForeign() || to.isForeign();
        loop = convert ? null : cellsOf(to.dtype().bytes());
        nest.over(to.shape()).with(to).with(from).inOrderOf(0).merge();
        innerAxes = 1;
        int turned = loop == null ? -1 : turnedAxis();
        if (turned >= 0) {
            nest.bringBeforeLast(turned);
            innerAxes = 2;
        }
        rows = nest.rows(innerAxes);
        length = nest.inner();
        long each = innerAxes == 2 ? length * nest.dim(nest.rank() - 2) : length;
        lengthEach = innerAxes == 2 || length <= GRAIN ? length : GRAIN;
        cuts = Math.ceilDiv(length, lengthEach);
        rowsEach = Math.max(1, GRAIN / each);
        if (innerAxes == 2 && each > GRAIN) { // one great plane is cut into strips
            cuts = Math.ceilDiv(each, GRAIN);
        }
    }

    /** The axis along which the source is contiguous, if that is not the one along which the target is. */
    private int turnedAxis() {
        if (nest.innerStride(1) == 1 || nest.innerStride(1) == 0 || nest.inner() < PLANE) {
            return -1;
        }
        for (int i = 0; i < nest.rank() - 1; i++) {
            if (nest.stride(1, i) == 1 && nest.dim(i) >= PLANE) {
                return i;
            }
        }
        return -1;
    }

    private void clear() {
        from = null;
        to = null;
        source = null;
        target = null;
    }

    @Override
    protected void run(int piece) {
        long first = piece / cuts * rowsEach;
        long cut = piece % cuts;
        long end = Math.min(rows, first + rowsEach);
        if (loop == null) {
            convert(first, end, cut);
            return;
        }
        for (long row = first; row < end; row++) {
            long fromAt = nest.at(1, row, innerAxes);
            long toAt = nest.at(0, row, innerAxes);
            if (innerAxes == 2) {
                plane(fromAt, toAt, cut);
            } else {
                long start = cut * lengthEach;
                loop.row(source, fromAt + start * nest.innerStride(1), nest.innerStride(1), target,
                        toAt + start * nest.innerStride(0), nest.innerStride(0), Math.min(lengthEach, length - start));
            }
        }
    }

    private void plane(long fromAt, long toAt, long cut) {
        int outerAxis = nest.rank() - 2;
        long outer = nest.dim(outerAxis);
        long start = outer * cut / cuts;
        long end = outer * (cut + 1) / cuts;
        Planes.copy(turn, to.dtype().bytes(), source, fromAt + start * nest.stride(1, outerAxis),
                nest.stride(1, outerAxis), nest.innerStride(1), target, toAt + start * nest.stride(0, outerAxis),
                nest.stride(0, outerAxis), nest.innerStride(0), end - start, length);
    }

    private void convert(long first, long end, long cut) {
        Scratch scratch = Scratch.take();
        try {
            DType fromType = from.dtype();
            DType toType = to.dtype();
            double[] floats = scratch.doubles(0, Conversion.TILE);
            long[] integers = scratch.longs(0, Conversion.TILE);
            long start = cut * lengthEach;
            for (long row = first; row < end; row++) {
                Conversion.row(fromType, source, nest.at(1, row, 1) + start * nest.innerStride(1), nest.innerStride(1),
                        toType,
                        target, nest.at(0, row, 1) + start * nest.innerStride(0), nest.innerStride(0),
                        Math.min(lengthEach, length - start), floats, integers);
            }
        } finally {
            scratch.give();
        }
    }
}

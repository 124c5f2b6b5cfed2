package lanegrad.kernels.base;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.parallel.Scratch;
import lanegrad.parallel.Task;
import lanegrad.parallel.Workers;

/**
 * A call of a gather or scatter kernel: one walk over the indices, beside which go a position in the table, without its
 * indexed axis, and one in the other array. Axes that lie alike in all three are merged; the last two are left to a
 * loop, and the others counted here. All strides and positions are in bytes.
 *
 * <p>The work is cut along one axis. A gather may be cut along any. A scatter is never cut along the indexed axis, so
 * that what is added to one place is added by one thread, in the order of the indices.
 */
abstract class IndexCall extends Task {

    /** Elements that are worth a piece of their own. */
    static final int PIECE = 1 << 14;

    /** A cut of the last axis is a multiple of this many elements: shorter runs cost more than they share. */
    private static final int UNIT = 128;

    private final long[] dims = new long[Shape.MAX_RANK + 2];
    private final long[] tableStrides = new long[Shape.MAX_RANK + 2];
    private final long[] indexStrides = new long[Shape.MAX_RANK + 2];
    private final long[] otherStrides = new long[Shape.MAX_RANK + 2];
    private int rank;
    private int cut;
    private long chunk;

    MemorySegment table;
    MemorySegment indices;
    MemorySegment other;
    private long tableAt;
    private long indexAt;
    private long otherAt;

    /** The type of the table's elements. */
    DType dtype;

    /** Whether indices are I64 and not I32. */
    boolean wide;

    /** The indexed axis: how far apart its neighbours are. */
    long axisStride;

    /** The last axis: how many, and how far apart in each array. */
    long tableStep;
    long indexStep;
    long otherStep;

    /** The axis before it. */
    long tableRow;
    long indexRow;
    long otherRow;

    /** For subclasses. */
    IndexCall() {
    }

    final long index(long at) {
        return wide ? indices.get(ValueLayout.JAVA_LONG, at) : indices.get(ValueLayout.JAVA_INT, at);
    }

    /** Walks a part of the last two axes, rows by columns, from the positions of its first elements. */
    abstract void plane(long tableFrom, long indexFrom, long otherFrom, long rows, long columns);

    /** Rows of a table: an index for each row of the other array. */
    final void runRows(NdArray rows, NdArray index, NdArray values, boolean scatter) {
        begin();
        for (int i = 0; i < index.rank(); i++) {
            axis(index.dim(i), 0, index.stride(i), values.stride(i));
        }
        axis(rows.dim(1), rows.stride(1), 0, values.stride(-1));
        axisStride = rows.stride(0);
        run(rows, index, values, scatter);
    }

    /** Along an axis: an index for each element of the other array. */
    final void runAxis(NdArray x, int along, NdArray index, NdArray values, boolean scatter) {
        begin();
        for (int i = 0; i < index.rank(); i++) {
            axis(index.dim(i), i == along ? 0 : x.stride(i), index.stride(i), values.stride(i));
        }
        axisStride = x.stride(along);
        run(x, index, values, scatter);
    }

    /** Two axes of size 1 come first, so that there are always two for the loop. */
    private void begin() {
        rank = 2;
        for (int i = 0; i < 2; i++) {
            dims[i] = 1;
            tableStrides[i] = 0;
            indexStrides[i] = 0;
            otherStrides[i] = 0;
        }
    }

    /** Adds an axis, in elements, or merges it with the one before. */
    private void axis(long dim, long inTable, long inIndex, long inOther) {
        if (dim == 1) {
            return;
        }
        int last = rank - 1;
        if (dims[last] != 1 && tableStrides[last] == inTable * dim && indexStrides[last] == inIndex * dim
                && otherStrides[last] == inOther * dim) {
            dims[last] *= dim;
        } else {
            last = rank++;
            dims[last] = dim;
        }
        tableStrides[last] = inTable;
        indexStrides[last] = inIndex;
        otherStrides[last] = inOther;
    }

    private void run(NdArray x, NdArray index, NdArray values, boolean scatter) {
        dtype = x.dtype();
        wide = index.dtype() == DType.I64;
        table = scatter ? x.writableSegment() : x.segment();
        indices = index.segment();
        other = scatter ? values.segment() : values.writableSegment();
        tableAt = x.byteOffset();
        indexAt = index.byteOffset();
        otherAt = values.byteOffset();
        try {
            Workers.run(this, cut(scatter));
        } finally {
            table = null;
            indices = null;
            other = null;
        }
    }

    /** Chooses the axis to cut, turns elements into bytes, and says how many pieces there are. */
    private int cut(boolean scatter) {
        long total = 1;
        cut = 0;
        for (int i = 0; i < rank; i++) {
            total *= dims[i];
            boolean free = !scatter || tableStrides[i] != 0;
            if (free && dims[i] > dims[cut]) {
                cut = i;
            }
        }
        if (total == 0) {
            return 0;
        }
        long pieces = Math.min(dims[cut], Math.ceilDiv(total, PIECE));
        chunk = Math.ceilDiv(dims[cut], pieces);
        if (cut == rank - 1) {
            chunk = Math.ceilDiv(chunk, UNIT) * UNIT;
        }
        int bytes = dtype.bytes();
        int indexBytes = wide ? 8 : 4;
        for (int i = 0; i < rank; i++) {
            tableStrides[i] *= bytes;
            indexStrides[i] *= indexBytes;
            otherStrides[i] *= bytes;
        }
        axisStride *= bytes;
        tableStep = tableStrides[rank - 1];
        indexStep = indexStrides[rank - 1];
        otherStep = otherStrides[rank - 1];
        tableRow = tableStrides[rank - 2];
        indexRow = indexStrides[rank - 2];
        otherRow = otherStrides[rank - 2];
        return Math.toIntExact(Math.ceilDiv(dims[cut], chunk));
    }

    @Override
    protected final void run(int piece) {
        long from = piece * chunk;
        long count = Math.min(chunk, dims[cut] - from);
        long inTable = tableAt + from * tableStrides[cut];
        long inIndex = indexAt + from * indexStrides[cut];
        long inOther = otherAt + from * otherStrides[cut];
        long rows = cut == rank - 2 ? count : dims[rank - 2];
        long columns = cut == rank - 1 ? count : dims[rank - 1];
        Scratch scratch = Scratch.take();
        try {
            long[] at = scratch.longs(0, rank);
            for (int i = 0; i < rank; i++) {
                at[i] = 0;
            }
            int axis;
            do {
                plane(inTable, inIndex, inOther, rows, columns);
                for (axis = rank - 3; axis >= 0; axis--) {
                    long dim = axis == cut ? count : dims[axis];
                    boolean inside = ++at[axis] < dim;
                    long steps = inside ? 1 : 1 - dim;
                    inTable += steps * tableStrides[axis];
                    inIndex += steps * indexStrides[axis];
                    inOther += steps * otherStrides[axis];
                    if (inside) {
                        break;
                    }
                    at[axis] = 0;
                }
            } while (axis >= 0);
        } finally {
            scratch.give();
        }
    }
}

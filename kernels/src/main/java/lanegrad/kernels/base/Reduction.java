package lanegrad.kernels.base;

import lanegrad.array.NdArray;

/**
 * The two spaces of a reduction: the kept axes, over input and output, and the reduced axes, over the input alone.
 *
 * <p>The reduced space is cut into chunks by its shape: whole rows of it, or parts of one row.
 */
final class Reduction {

    /** Elements a chunk has about. */
    static final long CHUNK = 1 << 16;

    private final Nest kept = new Nest();
    private final Nest reduced = new Nest();
    private long outputs;
    private long rows;
    private long rowLength;
    private long rowsEach;
    private long cuts;
    private long cutLength;

    void set(NdArray x, int axes, NdArray out) {
        kept.over(x.shape()).with(out).with(x).without(axes).merge();
        reduced.over(x.shape()).with(x).relative(0).without(~axes).inOrderOf(0).merge();
        outputs = out.size();
        rowLength = reduced.inner();
        rows = reduced.rows(1);
        if (rowLength >= CHUNK) {
            rowsEach = 1;
            cuts = Math.ceilDiv(rowLength, CHUNK);
            cutLength = CHUNK;
        } else {
            rowsEach = Math.max(1, CHUNK / rowLength);
            cuts = 1;
            cutLength = rowLength;
        }
    }

    Nest kept() {
        return kept;
    }

    Nest reduced() {
        return reduced;
    }

    /** How many numbers come out. */
    long outputs() {
        return outputs;
    }

    /** How many numbers become one. */
    long count() {
        return rows * rowLength;
    }

    long rows() {
        return rows;
    }

    long rowLength() {
        return rowLength;
    }

    long chunks() {
        return Math.ceilDiv(rows, rowsEach) * cuts;
    }

    long firstRow(long chunk) {
        return chunk / cuts * rowsEach;
    }

    long endRow(long chunk) {
        return Math.min(rows, firstRow(chunk) + rowsEach);
    }

    /** Where in its rows a chunk begins. */
    long start(long chunk) {
        return chunk % cuts * cutLength;
    }

    long length(long chunk) {
        return Math.min(cutLength, rowLength - start(chunk));
    }

    /** Where an output's elements begin in the input. */
    long inputAt(long output) {
        return kept.at(1, output, 0);
    }

    /** Where an output lies. */
    long outputAt(long output) {
        return kept.at(0, output, 0);
    }

    /** Where a row of the reduced space begins, relative to the first. */
    long rowAt(long row) {
        return reduced.at(0, row, 1);
    }

    long innerStride() {
        return reduced.innerStride(0);
    }
}

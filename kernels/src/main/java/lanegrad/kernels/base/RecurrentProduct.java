package lanegrad.kernels.base;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import lanegrad.parallel.Scratch;

/**
 * The product of every step: a few rows times a matrix that stays the same, and so is packed once for all steps. The
 * matrix is taken in blocks, each with its own place among the columns of the rows that come in and that go out.
 */
final class RecurrentProduct<R, C> {

    private static final class Block {
        long at;
        int start;
        int steps;
        int columns;
        int from;
        int to;
        boolean add;
    }

    private final GemmLeaf<R, C> leaf;
    private Block[] blocks = {};
    private int count;
    private int room;
    private long columnStride;
    private long depthStride;

    /** The packed blocks; somebody else's when no call is at work. */
    private C panels;

    RecurrentProduct(GemmLeaf<R, C> leaf) {
        this.leaf = leaf;
    }

    /** Begins with no blocks; strides are in elements. */
    void begin(long columnStride, long depthStride) {
        this.columnStride = columnStride;
        this.depthStride = depthStride;
        count = 0;
        room = 0;
    }

    /**
     * Adds a part of the matrix, in blocks of depth.
     *
     * @param at its first element
     * @param from the column of the rows that come in at which its depth begins
     * @param to the column of the rows that go out at which its columns begin
     * @param add whether to add to what is there
     */
    void plan(long at, int depth, int columns, int from, int to, boolean add) {
        int most = leaf.depth(depth);
        for (int step = 0; step < depth; step += most) {
            Block block = next();
            block.at = at + step * depthStride;
            block.start = room;
            block.steps = Math.min(most, depth - step);
            block.columns = columns;
            block.from = from + step;
            block.to = to;
            block.add = add || step > 0;
            room = Math.addExact(room, leaf.columnRoom(columns, most));
        }
    }

    private Block next() {
        if (count == blocks.length) {
            blocks = Arrays.copyOf(blocks, count + 4);
            for (int i = count; i < blocks.length; i++) {
                blocks[i] = new Block();
            }
        }
        return blocks[count++];
    }

    /** Packs what was planned, into the slot 0 of scratch memory that stays taken until {@link #drop}. */
    void pack(MemorySegment matrix, Scratch scratch) {
        panels = leaf.columns(scratch, 0, room);
        R tile = leaf.room(scratch, 2, leaf.tileRoom());
        for (int i = 0; i < count; i++) {
            Block b = blocks[i];
            leaf.packColumns(matrix, b.at, columnStride, depthStride, b.columns, b.steps, panels, b.start, tile);
        }
    }

    void drop() {
        panels = null;
    }

    /** Multiplies some rows of a step; slots 1 and 2 of the scratch memory are at work meanwhile. */
    void multiply(StepRows in, long inStep, StepRows out, long outStep, long row, int rows, Scratch scratch) {
        R tile = leaf.room(scratch, 2, leaf.tileRoom());
        R packed = null;
        for (int i = 0; i < count; i++) {
            Block b = blocks[i];
            if (packed == null || b.from != blocks[i - 1].from) {
                packed = leaf.room(scratch, 1, leaf.rowRoom(rows, b.steps));
                leaf.packRows(in.segment(), in.element(inStep, row) + b.from, in.rowStride(), 1, rows, b.steps, packed,
                        0, tile);
            }
            leaf.multiply(packed, 0, rows, panels, b.start, b.columns, b.steps, tile, out.segment(),
                    out.element(outStep, row) + b.to, out.rowStride(), 1, b.add);
        }
    }
}

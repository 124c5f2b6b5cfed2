package lanegrad.kernels.base;

import java.util.Arrays;
import lanegrad.parallel.Scratch;
import lanegrad.parallel.Task;
import lanegrad.parallel.Workers;

/**
 * Products with one or a few rows, b read where it lies, F32: the work is to read b once. A unit of it is a run of
 * columns of one product; within a unit b is read in blocks of depth, which stay in the L2 cache for the rows after the
 * first.
 */
final class RowProducts extends Task {

    /** Steps of depth that are read at once. */
    static final int DEPTH = 1024;

    /** Elements of b that are kept in the L2 cache for the next row: 256 KB. */
    private static final int CACHED = 1 << 16;

    /** Elements of b that are worth a piece of their own. */
    private static final long PIECE = 1 << 18;

    /** The most columns of a unit: as many as leave work for several threads, in long runs. */
    static final int MOST_COLUMNS = 1024;

    private final GemmRowLeaf leaf;
    private final Product product;
    private int columns;
    private long units;
    private long unitsPerItem;
    private long each;

    RowProducts(GemmRowLeaf leaf, Product product) {
        this.leaf = leaf;
        this.product = product;
    }

    void multiply() {
        Product p = product;
        // An even number of units to a product, if there are several: two threads are the most common case.
        unitsPerItem = p.n <= MOST_COLUMNS ? 1 : 2 * Math.ceilDiv(p.n, 2 * MOST_COLUMNS);
        columns = (int) Math.ceilDiv(Math.ceilDiv(p.n, unitsPerItem), 32) * 32;
        unitsPerItem = Math.ceilDiv(p.n, columns);
        units = unitsPerItem * p.items;
        double work = (double) columns * Math.max(1, p.k);
        each = (long) Math.max(1, PIECE / work);
        each = Math.max(each, Math.ceilDiv(units, Integer.MAX_VALUE));
        int pieces = (int) Math.ceilDiv(units, each);
        if (pieces == 1) {
            run(0);
        } else {
            Workers.run(this, pieces);
        }
    }

    @Override
    protected void run(int piece) {
        Scratch scratch = Scratch.take();
        try {
            long end = Math.min(units, (piece + 1) * each);
            for (long unit = piece * each; unit < end; unit++) {
                unit(unit / unitsPerItem, unit % unitsPerItem * columns, scratch);
            }
        } finally {
            scratch.give();
        }
    }

    private void unit(long item, long column, Scratch scratch) {
        Product p = product;
        int width = (int) Math.min(columns, p.n - column);
        long a = p.a(item);
        long b = p.b(item) + column * p.bColumn;
        long c = p.c(item) + column * p.cColumn;
        float[] row = scratch.floats(0, DEPTH);
        float[] lanes = scratch.floats(1, 64);
        for (int i = 0; i < p.m; i++) {
            Arrays.fill(scratch.floats(2 + i, columns), 0, width, 0);
        }
        boolean byColumn = p.bColumn != 1;
        int depth = p.m == 1 || byColumn ? DEPTH : Math.clamp(CACHED / width, 16, DEPTH);
        int part = p.m == 1 || !byColumn ? width : CACHED / DEPTH;
        for (long step = 0; step < p.k; step += depth) {
            int steps = (int) Math.min(depth, p.k - step);
            for (int first = 0; first < width; first += part) {
                int count = Math.min(part, width - first);
                for (int i = 0; i < p.m; i++) {
                    leaf.gather(p.a, a + i * p.aRow + step * p.aColumn, p.aColumn, steps, row);
                    leaf.add(row, steps, p.b, b + step * p.bRow + first * p.bColumn, p.bRow, p.bColumn, count,
                            scratch.floats(2 + i, columns), first, lanes);
                }
            }
        }
        for (int i = 0; i < p.m; i++) {
            leaf.store(scratch.floats(2 + i, columns), width, p.c, c + i * p.cRow, p.cColumn, p.accumulate);
        }
    }
}

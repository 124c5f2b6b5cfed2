package lanegrad.kernels.base;

import lanegrad.parallel.Parallelism;
import lanegrad.parallel.Scratch;
import lanegrad.parallel.Task;
import lanegrad.parallel.Workers;

/**
 * Products by packed blocks. Each piece is a block of one product's result, or some small products, and packs all that
 * it needs for itself: what several threads pack for each other has to travel between their cores' caches, and that
 * takes longer than packing it twice.
 *
 * <p>Of a block's two operands the one with fewer lines (rows of a, columns of b) is packed first and kept; then the
 * other one passes by, a few lines at a time, which are multiplied as soon as they are packed.
 */
final class BlockProducts<R, C> extends Task {

    /**
     * Rows that are multiplied at once, while all panels of columns pass by: packed to a depth of 512 they take a
     * quarter of an L2 cache of 1 MB.
     */
    static final int ROWS = 132;

    /** Columns that are multiplied at once: to that depth they take half of it. */
    static final int COLUMNS = 256;

    /** Elements that are kept: 4 MB of F32, a part of the last cache. */
    private static final long KEPT = 1 << 20;

    /** The most lines that are kept. */
    static final int MOST_LINES = 4096;

    /** The least rows, and columns, that a product is cut into: packing would cost more than the product. */
    private static final int LEAST_ROWS = 48;
    private static final int LEAST_COLUMNS = 64;

    /** Pieces a thread that balance well enough. */
    private static final int PIECES = 2;

    /** Multiply-adds that are worth a piece of their own. */
    private static final long PIECE = 1 << 19;

    private final GemmLeaf<R, C> leaf;
    private final Product product;

    /** How a product is cut, or how many of them are a piece. */
    private long rowsEach;
    private long columnsEach;
    private long across;
    private long blocks;
    private long itemsEach;

    BlockProducts(GemmLeaf<R, C> leaf, Product product) {
        this.leaf = leaf;
        this.product = product;
    }

    /**
     * Multiplies.
     *
     * @param work multiply-adds of one product
     * @param threads whether there is enough of it to share
     */
    void multiply(double work, boolean threads) {
        rowsEach = product.m;
        columnsEach = product.n;
        blocks = 1;
        if (!threads) {
            itemsEach = product.items;
            run(0);
            return;
        }
        itemsEach = (long) Math.max(1, PIECE / Math.max(1, work));
        itemsEach = Math.max(itemsEach, Math.ceilDiv(product.items, Integer.MAX_VALUE));
        if (itemsEach == 1 && Parallelism.current() > 1) {
            cut(Math.ceilDiv((long) PIECES * Parallelism.current(), product.items));
        }
        Workers.run(this, Math.toIntExact(Math.ceilDiv(product.items, itemsEach) * blocks));
    }

    /** Cuts a product into blocks as square as can be. No element of c adds up differently for it. */
    private void cut(long wanted) {
        long down = 1;
        long along = 1;
        while (down * along < wanted) {
            long rows = Math.ceilDiv(product.m, down + 1);
            long columns = Math.ceilDiv(product.n, along + 1);
            boolean byRows = rows >= LEAST_ROWS && (rows >= columns || columns < LEAST_COLUMNS);
            if (!byRows && columns < LEAST_COLUMNS) {
                break;
            }
            down += byRows ? 1 : 0;
            along += byRows ? 0 : 1;
        }
        rowsEach = Math.ceilDiv(Math.ceilDiv(product.m, down), leaf.rowLanes) * leaf.rowLanes;
        columnsEach = Math.ceilDiv(Math.ceilDiv(product.n, along), leaf.columnLanes) * leaf.columnLanes;
        across = Math.ceilDiv(product.n, columnsEach);
        blocks = Math.ceilDiv(product.m, rowsEach) * across;
    }

    @Override
    protected void run(int piece) {
        Product p = product;
        Scratch scratch = Scratch.take();
        try {
            if (blocks == 1) {
                long end = Math.min(p.items, (piece + 1) * itemsEach);
                for (long item = piece * itemsEach; item < end; item++) {
                    multiply(item, 0, p.m, 0, p.n, scratch);
                }
            } else {
                long block = piece % blocks;
                long row = block / across * rowsEach;
                long column = block % across * columnsEach;
                multiply(piece / blocks, row, Math.min(rowsEach, p.m - row), column,
                        Math.min(columnsEach, p.n - column), scratch);
            }
        } finally {
            scratch.give();
        }
    }

    private void multiply(long item, long row, long rows, long column, long columns, Scratch scratch) {
        Product p = product;
        boolean keepsRows = rows < columns;
        long lines = Math.min(rows, columns);
        long span = Math.min(lines, MOST_LINES);
        int depth = leaf.depth(p.k);
        long steps = Math.max(1, KEPT / span / depth) * depth;
        for (long line = 0; line < lines; line += span) {
            int count = (int) Math.min(span, lines - line);
            for (long step = 0; step == 0 || step < p.k; step += steps) {
                long deep = Math.min(steps, p.k - step);
                if (keepsRows) {
                    keepRows(item, row + line, count, column, columns, step, deep, depth, scratch);
                } else {
                    keepColumns(item, row, rows, column + line, count, step, deep, depth, scratch);
                }
            }
        }
    }

    /** Multiplies some rows of a, which are kept, with columns that pass by. */
    private void keepRows(long item, long row, int rows, long column, long columns, long step, long deep, int depth,
            Scratch scratch) {
        Product p = product;
        R tile = leaf.room(scratch, 2, leaf.tileRoom());
        int room = leaf.rowRoom(rows, depth);
        R rowPanels = leaf.room(scratch, 1, Math.toIntExact(Math.ceilDiv(Math.max(1, deep), depth) * room));
        for (long done = 0; done < deep; done += depth) {
            packRows(item, row, rows, step + done, (int) Math.min(depth, deep - done), rowPanels,
                    (int) (done / depth * room), tile);
        }
        C columnPanels = leaf.columns(scratch, 0, leaf.columnRoom((int) Math.min(COLUMNS, columns), depth));
        int most = leaf.wholePanels(ROWS);
        for (long first = 0; first < columns; first += COLUMNS) {
            int width = (int) Math.min(COLUMNS, columns - first);
            for (long done = 0; done == 0 || done < deep; done += depth) {
                int count = (int) Math.min(depth, deep - done);
                int start = (int) (done / depth * room);
                packColumns(item, column + first, width, step + done, count, columnPanels, 0, tile);
                for (int top = 0; top < rows; top += most) {
                    leaf.multiply(rowPanels, start + leaf.rowRoom(top, count), Math.min(most, rows - top), columnPanels,
                            0, width, count, tile, p.c,
                            p.c(item) + (row + top) * p.cRow + (column + first) * p.cColumn, p.cRow, p.cColumn,
                            p.accumulate || step + done > 0);
                }
            }
        }
    }

    /** Multiplies some columns of b, which are kept, with rows that pass by. */
    private void keepColumns(long item, long row, long rows, long column, int columns, long step, long deep,
            int depth, Scratch scratch) {
        Product p = product;
        R tile = leaf.room(scratch, 2, leaf.tileRoom());
        int room = leaf.columnRoom(columns, depth);
        C columnPanels = leaf.columns(scratch, 0, Math.toIntExact(Math.ceilDiv(Math.max(1, deep), depth) * room));
        for (long done = 0; done < deep; done += depth) {
            packColumns(item, column, columns, step + done, (int) Math.min(depth, deep - done), columnPanels,
                    (int) (done / depth * room), tile);
        }
        int most = leaf.wholePanels(ROWS);
        R rowPanels = leaf.room(scratch, 1, leaf.rowRoom((int) Math.min(most, rows), depth));
        for (long first = 0; first < rows; first += most) {
            int height = (int) Math.min(most, rows - first);
            for (long done = 0; done == 0 || done < deep; done += depth) {
                int count = (int) Math.min(depth, deep - done);
                packRows(item, row + first, height, step + done, count, rowPanels, 0, tile);
                leaf.multiply(rowPanels, 0, height, columnPanels, (int) (done / depth * room), columns, count, tile,
                        p.c, p.c(item) + (row + first) * p.cRow + column * p.cColumn, p.cRow, p.cColumn,
                        p.accumulate || step + done > 0);
            }
        }
    }

    private void packRows(long item, long row, int rows, long step, int count, R panels, int start, R tile) {
        Product p = product;
        leaf.packRows(p.a, p.a(item) + row * p.aRow + step * p.aColumn, p.aRow, p.aColumn, rows, count, panels, start,
                tile);
    }

    private void packColumns(long item, long column, int columns, long step, int count, C panels, int start, R tile) {
        Product p = product;
        leaf.packColumns(p.b, p.b(item) + column * p.bColumn + step * p.bRow, p.bColumn, p.bRow, columns, count, panels,
                start, tile);
    }
}

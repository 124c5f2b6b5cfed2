package lanegrad.kernels.base;

import lanegrad.parallel.Parallelism;
import lanegrad.parallel.Scratch;
import lanegrad.parallel.Task;
import lanegrad.parallel.Workers;

/**
 * A large product, shared by all threads. First they pack the operand that has fewer lines (rows of a, columns of b),
 * for everybody. Then each piece packs some lines of the other one, which stay in its core's own caches, and multiplies
 * them with all that is shared.
 */
final class SharedProduct<R, C> {

    /**
     * Rows that are multiplied at once, while all panels of columns pass by: packed to a depth of 512 they take a
     * quarter of an L2 cache of 1 MB.
     */
    static final int ROWS = 132;

    /** The most columns of a piece: to that depth they take half of it. */
    static final int COLUMNS = 256;

    /** The least rows, and columns, of a piece: fewer would not be worth their packing. */
    private static final int LEAST_ROWS = 24;
    private static final int LEAST_COLUMNS = 64;

    /** Pieces a thread that balance well enough. */
    private static final int PIECES = 2;

    /** Rows, and columns, that are packed for everybody in one piece: whole panels of every leaf. */
    private static final int PACKED_ROWS = 96;
    private static final int PACKED_COLUMNS = 256;

    /** Elements that are packed for everybody at once: 8 MB of F32, a part of the last cache. */
    private static final long SPAN = 1 << 21;

    /** The most rows or columns of them. */
    static final int MOST_SHARED = 4096;

    private final GemmLeaf<R, C> leaf;
    private final Product product;
    private final Packing packing = new Packing();
    private final Pieces pieces = new Pieces();

    /** Steps of a block of depth. */
    private int depth;

    /** Whether rows are what everybody shares, or columns. */
    private boolean sharesRows;

    /** Columns of a piece, or rows of it. */
    private int each;

    /** The span that is shared now: some lines, for some steps of depth, of one product. */
    private long item;
    private long first;
    private int count;
    private long firstStep;
    private int steps;

    /** What is shared: one of the two; a block of depth takes so much room. */
    private R rowPanels;
    private C columnPanels;
    private int room;

    SharedProduct(GemmLeaf<R, C> leaf, Product product) {
        this.leaf = leaf;
        this.product = product;
    }

    void multiply() {
        Product p = product;
        depth = leaf.depth(p.k);
        sharesRows = p.m < p.n;
        long shared = sharesRows ? p.m : p.n;
        each = sharesRows
                ? cut(p.n, COLUMNS, LEAST_COLUMNS, leaf.columnLanes)
                : cut(p.m, leaf.wholePanels(ROWS), LEAST_ROWS, leaf.rowLanes);
        long span = Math.min(shared, MOST_SHARED);
        long most = Math.max(1, SPAN / span / depth) * depth;
        Scratch scratch = Scratch.take();
        try {
            for (item = 0; item < p.items; item++) {
                for (first = 0; first < shared; first += span) {
                    count = (int) Math.min(span, shared - first);
                    for (firstStep = 0; firstStep < p.k; firstStep += most) {
                        steps = (int) Math.min(most, p.k - firstStep);
                        packing.start(scratch);
                        pieces.start();
                    }
                }
            }
        } finally {
            columnPanels = null;
            rowPanels = null;
            scratch.give();
        }
    }

    /** Chooses how many lines a piece takes. No element of c adds up differently for it. */
    private static int cut(long lines, int most, int least, int lanes) {
        long wanted = Parallelism.current() > 1 ? (long) PIECES * Parallelism.current() : 1;
        long pieces = Math.max(Math.ceilDiv(lines, most), Math.min(wanted, Math.ceilDiv(lines, least)));
        return Math.toIntExact(Math.ceilDiv(Math.ceilDiv(lines, pieces), lanes) * lanes);
    }

    /** The steps of one of the span's blocks of depth. */
    private int stepsOf(int block) {
        return Math.min(depth, steps - block * depth);
    }

    /** Where a block of depth begins in a. */
    private long rowsAt(long row, int block) {
        Product p = product;
        return p.a(item) + row * p.aRow + (firstStep + (long) block * depth) * p.aColumn;
    }

    /** Where a block of depth begins in b. */
    private long columnsAt(long column, int block) {
        Product p = product;
        return p.b(item) + column * p.bColumn + (firstStep + (long) block * depth) * p.bRow;
    }

    /** Packs the span; a piece is a run of lines, of one block of depth. */
    private final class Packing extends Task {

        private int across;

        void start(Scratch scratch) {
            int depths = Math.ceilDiv(steps, depth);
            if (sharesRows) {
                across = Math.ceilDiv(count, PACKED_ROWS);
                room = leaf.rowRoom(count, depth);
                rowPanels = leaf.room(scratch, 1, depths * room);
            } else {
                across = Math.ceilDiv(count, PACKED_COLUMNS);
                room = leaf.columnRoom(count, depth);
                columnPanels = leaf.columns(scratch, 0, depths * room);
            }
            Workers.run(this, depths * across);
        }

        @Override
        protected void run(int piece) {
            int block = piece / across;
            int part = piece % across;
            int deep = stepsOf(block);
            Product p = product;
            Scratch scratch = Scratch.take();
            try {
                R tile = leaf.room(scratch, 2, leaf.tileRoom());
                if (sharesRows) {
                    int row = part * PACKED_ROWS;
                    leaf.packRows(p.a, rowsAt(first + row, block), p.aRow, p.aColumn,
                            Math.min(PACKED_ROWS, count - row), deep, rowPanels,
                            block * room + leaf.rowRoom(row, deep), tile);
                } else {
                    int column = part * PACKED_COLUMNS;
                    leaf.packColumns(p.b, columnsAt(first + column, block), p.bColumn, p.bRow,
                            Math.min(PACKED_COLUMNS, count - column), deep, columnPanels,
                            block * room + leaf.columnRoom(column, deep), tile);
                }
            } finally {
                scratch.give();
            }
        }
    }

    /** Multiplies what is shared with what each piece packs for itself, for all of the span's depth. */
    private final class Pieces extends Task {

        void start() {
            Workers.run(this, Math.toIntExact(Math.ceilDiv(sharesRows ? product.n : product.m, each)));
        }

        @Override
        protected void run(int piece) {
            long line = (long) piece * each;
            int lines = (int) Math.min(each, (sharesRows ? product.n : product.m) - line);
            Scratch scratch = Scratch.take();
            try {
                R tile = leaf.room(scratch, 2, leaf.tileRoom());
                for (int block = 0; block * depth < steps; block++) {
                    if (sharesRows) {
                        multiplyColumns(block, line, lines, leaf.columns(scratch, 0, leaf.columnRoom(each, depth)),
                                tile);
                    } else {
                        multiplyRows(block, line, lines, leaf.room(scratch, 1, leaf.rowRoom(each, depth)), tile);
                    }
                }
            } finally {
                scratch.give();
            }
        }

        private void multiplyRows(int block, long row, int rows, R panels, R tile) {
            Product p = product;
            int deep = stepsOf(block);
            leaf.packRows(p.a, rowsAt(row, block), p.aRow, p.aColumn, rows, deep, panels, 0, tile);
            leaf.multiply(panels, 0, rows, columnPanels, block * room, count, deep, tile, p.c,
                    p.c(item) + row * p.cRow + first * p.cColumn, p.cRow, p.cColumn, adds(block));
        }

        private void multiplyColumns(int block, long column, int columns, C panels, R tile) {
            Product p = product;
            int deep = stepsOf(block);
            leaf.packColumns(p.b, columnsAt(column, block), p.bColumn, p.bRow, columns, deep, panels, 0, tile);
            int most = leaf.wholePanels(ROWS);
            for (int row = 0; row < count; row += most) {
                leaf.multiply(rowPanels, block * room + leaf.rowRoom(row, deep), Math.min(most, count - row), panels,
                        0, columns, deep, tile, p.c, p.c(item) + (first + row) * p.cRow + column * p.cColumn, p.cRow,
                        p.cColumn, adds(block));
            }
        }

        /** Whether a block of depth adds to what c holds. */
        private boolean adds(int block) {
            return product.accumulate || firstStep + block > 0;
        }
    }
}

package lanegrad.kernels.base;

import lanegrad.parallel.Scratch;
import lanegrad.parallel.Task;
import lanegrad.parallel.Workers;

/**
 * A large product, shared by all threads: first they pack b (and a, if several blocks need the same rows), a span that
 * fits the caches at a time; then each piece is a block of c.
 */
final class SharedProduct<P> {

    /** Rows of a block: packed to a depth of 512 they take an eighth of an L2 cache of 1 MB. */
    static final int ROWS = 64;

    /** What rows are halved to if there would be too few blocks. */
    private static final int LEAST_ROWS = 16;

    /** The least columns of a block. */
    private static final int LEAST_COLUMNS = 64;

    /** Multiply-adds that are worth a block of their own. */
    private static final long PIECE = 1 << 19;

    /** More blocks than this do not balance better. */
    private static final int MOST_BLOCKS = 128;

    /** Rows or columns that are packed in one piece. */
    private static final int PACKED = 256;

    /** Elements of a packed operand: 4 MB of F32, a part of the last cache. */
    private static final long SPAN = 1 << 20;

    /** The most columns of b that are packed at once. */
    static final int MOST_COLUMNS = 4096;

    private final GemmLeaf<P> leaf;
    private final Product product;
    private final Packing packing = new Packing();
    private final Blocks blocks = new Blocks();

    /** Steps of a block of depth. */
    private int depth;

    /** The span that is packed now: columns of b, steps of depth, of one product. */
    private long item;
    private long firstColumn;
    private int columns;
    private long firstStep;
    private int steps;

    /** Rows of a block of c, and its columns. */
    private int blockRows;
    private int blockColumns;

    /** Packed b, and a if it is packed for all; each block of depth takes so much room. */
    private P columnPanels;
    private P rowPanels;
    private int columnRoom;
    private int rowRoom;

    SharedProduct(GemmLeaf<P> leaf, Product product) {
        this.leaf = leaf;
        this.product = product;
    }

    void multiply(double work) {
        Product p = product;
        depth = leaf.depth(p.k);
        long span = Math.min(p.n, MOST_COLUMNS);
        cut(work, span);
        boolean sharesRows = blockColumns < span;
        long depths = Math.max(1, SPAN / Math.max(span, sharesRows ? p.m : 0) / depth);
        Scratch scratch = Scratch.take();
        try {
            for (item = 0; item < p.items; item++) {
                for (firstColumn = 0; firstColumn < p.n; firstColumn += span) {
                    columns = (int) Math.min(span, p.n - firstColumn);
                    for (firstStep = 0; firstStep < p.k; firstStep += depths * depth) {
                        steps = (int) Math.min(depths * depth, p.k - firstStep);
                        packing.start(scratch, sharesRows);
                        blocks.start();
                    }
                }
            }
        } finally {
            columnPanels = null;
            rowPanels = null;
            scratch.give();
        }
    }

    /**
     * Chooses blocks of c: long rows of blocks if they are enough for many threads, else shorter ones and lower ones.
     */
    private void cut(double work, long span) {
        long wanted = (long) Math.min(MOST_BLOCKS, work / PIECE);
        long mostChunks = Math.ceilDiv(span, LEAST_COLUMNS);
        blockRows = ROWS;
        while (blockRows > LEAST_ROWS && Math.ceilDiv(product.m, blockRows) * mostChunks < wanted) {
            blockRows /= 2;
        }
        long chunks = Math.clamp(Math.ceilDiv(wanted, Math.ceilDiv(product.m, blockRows)), 1, mostChunks);
        blockColumns = (int) Math.ceilDiv(Math.ceilDiv(span, chunks), leaf.columnLanes) * leaf.columnLanes;
    }

    /** Packs the span; a piece is a run of columns, or of rows, of one block of depth. */
    private final class Packing extends Task {

        private int columnPieces;
        private int rowPieces;

        void start(Scratch scratch, boolean sharesRows) {
            int depths = Math.ceilDiv(steps, depth);
            columnPieces = Math.ceilDiv(columns, PACKED);
            columnRoom = leaf.columnRoom(columns, depth);
            columnPanels = leaf.room(scratch, 0, depths * columnRoom);
            rowPieces = 0;
            if (sharesRows) {
                int rows = (int) product.m;
                rowPieces = Math.ceilDiv(rows, PACKED);
                rowRoom = leaf.rowRoom(rows, depth);
                rowPanels = leaf.room(scratch, 1, depths * rowRoom);
            }
            Workers.run(this, depths * (columnPieces + rowPieces));
        }

        @Override
        protected void run(int piece) {
            int block = piece / (columnPieces + rowPieces);
            int part = piece % (columnPieces + rowPieces);
            Scratch scratch = Scratch.take();
            try {
                P tile = leaf.room(scratch, 2, leaf.tileRoom());
                if (part < columnPieces) {
                    packColumns(block, part * PACKED, tile);
                } else {
                    packRows(block, (part - columnPieces) * PACKED, tile);
                }
            } finally {
                scratch.give();
            }
        }

        private void packColumns(int block, int column, P tile) {
            Product p = product;
            long step = firstStep + (long) block * depth;
            int count = stepsOf(block);
            leaf.packColumns(p.b, p.b(item) + step * p.bRow + (firstColumn + column) * p.bColumn, p.bColumn, p.bRow,
                    Math.min(PACKED, columns - column), count, columnPanels,
                    block * columnRoom + leaf.columnRoom(column, count), tile);
        }

        private void packRows(int block, int row, P tile) {
            Product p = product;
            long step = firstStep + (long) block * depth;
            int count = stepsOf(block);
            int rows = (int) Math.min(PACKED, p.m - row);
            leaf.packRows(p.a, p.a(item) + row * p.aRow + step * p.aColumn, p.aRow, p.aColumn, rows, count, rowPanels,
                    block * rowRoom + leaf.rowRoom(row, count), tile);
        }
    }

    private int stepsOf(int block) {
        return Math.min(depth, steps - block * depth);
    }

    /** Multiplies what has been packed; a piece is a block of c, for all of the span's depth. */
    private final class Blocks extends Task {

        private int across;

        void start() {
            across = Math.ceilDiv(columns, blockColumns);
            Workers.run(this, Math.toIntExact(Math.ceilDiv(product.m, blockRows) * across));
        }

        @Override
        protected void run(int piece) {
            Product p = product;
            long row = (long) (piece / across) * blockRows;
            int rows = (int) Math.min(blockRows, p.m - row);
            int column = piece % across * blockColumns;
            int width = Math.min(blockColumns, columns - column);
            long c = p.c(item) + row * p.cRow + (firstColumn + column) * p.cColumn;
            Scratch scratch = Scratch.take();
            try {
                P tile = leaf.room(scratch, 2, leaf.tileRoom());
                for (int block = 0; block * depth < steps; block++) {
                    int count = stepsOf(block);
                    P panels;
                    int start;
                    if (rowPanels == null) {
                        panels = leaf.room(scratch, 1, leaf.rowRoom(blockRows, depth));
                        start = 0;
                        long at = p.a(item) + row * p.aRow + (firstStep + (long) block * depth) * p.aColumn;
                        leaf.packRows(p.a, at, p.aRow, p.aColumn, rows, count, panels, 0, tile);
                    } else {
                        panels = rowPanels;
                        start = block * rowRoom + leaf.rowRoom((int) row, count);
                    }
                    int columnStart = block * columnRoom + leaf.columnRoom(column, count);
                    leaf.multiply(panels, start, rows, columnPanels, columnStart, width, count, tile, p.c, c, p.cRow,
                            p.cColumn, p.accumulate || firstStep + block > 0);
                }
            } finally {
                scratch.give();
            }
        }
    }
}

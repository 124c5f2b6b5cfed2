package lanegrad.kernels.base;

import lanegrad.parallel.Scratch;
import lanegrad.parallel.Task;
import lanegrad.parallel.Workers;

/** Small products, or many: each is packed and multiplied by one thread, a few to a piece. */
final class WholeProducts<R, C> extends Task {

    /** Columns of b, and rows of a, that are packed at once. */
    static final int COLUMNS = SharedProduct.COLUMNS;
    static final int ROWS = SharedProduct.ROWS;

    /** Multiply-adds that are worth a piece of their own. */
    private static final long PIECE = 1 << 19;

    private final GemmLeaf<R, C> leaf;
    private final Product product;
    private int depth;
    private long each;

    WholeProducts(GemmLeaf<R, C> leaf, Product product) {
        this.leaf = leaf;
        this.product = product;
    }

    void multiply(double work) {
        depth = leaf.depth(product.k);
        if (work * product.items < GemmCall.SHARED) {
            each = product.items;
            run(0);
        } else {
            each = (long) Math.max(1, PIECE / Math.max(1, work));
            each = Math.max(each, Math.ceilDiv(product.items, Integer.MAX_VALUE));
            Workers.run(this, (int) Math.ceilDiv(product.items, each));
        }
    }

    @Override
    protected void run(int piece) {
        Scratch scratch = Scratch.take();
        try {
            long end = Math.min(product.items, (piece + 1) * each);
            for (long item = piece * each; item < end; item++) {
                multiply(product.a(item), product.b(item), product.c(item), scratch);
            }
        } finally {
            scratch.give();
        }
    }

    private void multiply(long a, long b, long c, Scratch scratch) {
        Product p = product;
        int width = (int) Math.min(COLUMNS, p.n);
        int height = (int) Math.min(ROWS, p.m);
        C columnPanels = leaf.columns(scratch, 0, leaf.columnRoom(width, depth));
        R rowPanels = leaf.room(scratch, 1, leaf.rowRoom(height, depth));
        R tile = leaf.room(scratch, 2, leaf.tileRoom());
        for (long step = 0; step == 0 || step < p.k; step += depth) {
            int steps = (int) Math.min(depth, p.k - step);
            for (long column = 0; column < p.n; column += COLUMNS) {
                int columns = (int) Math.min(COLUMNS, p.n - column);
                leaf.packColumns(p.b, b + step * p.bRow + column * p.bColumn, p.bColumn, p.bRow, columns, steps,
                        columnPanels, 0, tile);
                for (long row = 0; row < p.m; row += ROWS) {
                    int rows = (int) Math.min(ROWS, p.m - row);
                    leaf.packRows(p.a, a + row * p.aRow + step * p.aColumn, p.aRow, p.aColumn, rows, steps, rowPanels,
                            0, tile);
                    leaf.multiply(rowPanels, 0, rows, columnPanels, 0, columns, steps, tile, p.c,
                            c + row * p.cRow + column * p.cColumn, p.cRow, p.cColumn, p.accumulate || step > 0);
                }
            }
        }
    }
}

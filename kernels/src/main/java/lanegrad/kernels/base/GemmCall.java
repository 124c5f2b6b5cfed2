package lanegrad.kernels.base;

import lanegrad.array.NdArray;

/**
 * One call of matmul: chooses how the work is cut into pieces. However they are cut, every element of c
 * adds up its blocks of depth in order, so that the bits of the result do not depend on the number of threads.
 */
final class GemmCall<R, C> {

    /** Multiply-adds below which sharing between threads does not pay. */
    static final long SHARED = 1 << 22;

    /** Up to so many rows of a, b is read where it lies: packing it would cost more than it saves. */
    static final int FEW_ROWS = 4;

    private final Product product = new Product();
    private final RowProducts rows;
    private final BlockProducts<R, C> blocks;

    GemmCall(GemmLeaf<R, C> leaf) {
        rows = leaf.rowLeaf() == null ? null : new RowProducts(leaf.rowLeaf(), product);
        blocks = new BlockProducts<>(leaf, product);
    }

    void run(NdArray a, NdArray b, NdArray c, boolean accumulate) {
        try {
            product.set(a, b, c, accumulate);
            double work = (double) product.m * product.n * product.k;
            if (product.m == 0 || product.n == 0 || product.items == 0) {
                return;
            }
            if (rows != null && product.m <= FEW_ROWS && (product.bRow == 1 || product.bColumn == 1)) {
                rows.multiply();
            } else {
                blocks.multiply(work, work * product.items >= SHARED);
            }
        } finally {
            product.clear();
        }
    }
}

package lanegrad.kernels.base;

import java.lang.foreign.MemorySegment;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;

/**
 * One call of matmul in its plainest form: a list of products of matrices that lie alike. A mutable object, used again
 * for the next call.
 */
final class Product {

    MemorySegment a;
    MemorySegment b;
    MemorySegment c;
    long m;
    long n;
    long k;
    long aRow;
    long aColumn;
    long bRow;
    long bColumn;
    long cRow;
    long cColumn;
    boolean accumulate;

    /** How many products there are. */
    long items;

    private long aOffset;
    private long bOffset;
    private long cOffset;

    /** The axes of the batch, the last one first, without those of size 1. */
    private int axes;

    private final long[] dims = new long[Shape.MAX_RANK];
    private final long[] aStrides = new long[Shape.MAX_RANK];
    private final long[] bStrides = new long[Shape.MAX_RANK];
    private final long[] cStrides = new long[Shape.MAX_RANK];

    /** Takes a call over; the shapes have been checked. */
    void set(NdArray left, NdArray right, NdArray result, boolean add) {
        a = left.segment();
        b = right.segment();
        c = result.writableSegment();
        aOffset = left.offset();
        bOffset = right.offset();
        cOffset = result.offset();
        m = result.dim(-2);
        n = result.dim(-1);
        k = left.dim(-1);
        aRow = left.stride(-2);
        aColumn = left.stride(-1);
        bRow = right.stride(-2);
        bColumn = right.stride(-1);
        cRow = result.stride(-2);
        cColumn = result.stride(-1);
        accumulate = add;
        axes = 0;
        items = 1;
        for (int axis = 3; axis <= result.rank(); axis++) {
            addAxis(result.dim(-axis), batchStride(left, axis), batchStride(right, axis), result.stride(-axis));
        }
        if (n == 1) {
            bColumn = 1; // an axis of size 1 may have any stride: take the easiest
            cColumn = 1;
        }
        if (isEasierTransposed()) {
            transpose();
        }
    }

    /** Lets go of the memory. */
    void clear() {
        a = null;
        b = null;
        c = null;
    }

    private static long batchStride(NdArray operand, int axis) {
        return axis > operand.rank() || operand.dim(-axis) == 1 ? 0 : operand.stride(-axis);
    }

    /**
     * Takes one more axis of the batch in; where b does not change along it, its matrices are more rows of one product.
     */
    private void addAxis(long dim, long aStride, long bStride, long cStride) {
        if (dim == 1) {
            return;
        }
        items *= dim;
        if (axes == 0 && bStride == 0 && (m == 1 || aStride == m * aRow && cStride == m * cRow)) {
            if (m == 1) {
                aRow = aStride;
                cRow = cStride;
            }
            m *= dim;
            items /= Math.max(1, dim);
            return;
        }
        if (axes > 0 && followsOn(aStrides, aStride) && followsOn(bStrides, bStride) && followsOn(cStrides, cStride)) {
            dims[axes - 1] *= dim;
            return;
        }
        dims[axes] = dim;
        aStrides[axes] = aStride;
        bStrides[axes] = bStride;
        cStrides[axes] = cStride;
        axes++;
    }

    private boolean followsOn(long[] strides, long stride) {
        return stride == strides[axes - 1] * dims[axes - 1];
    }

    /** Whether {@code c' = b' a'} suits the inner loops better: they want c's rows in one run, and long. */
    private boolean isEasierTransposed() {
        if (n <= GemmCall.FEW_ROWS || m <= GemmCall.FEW_ROWS) {
            return n < m;
        }
        return cColumn != 1 && cRow == 1;
    }

    /** Turns {@code c = a b} into {@code c' = b' a'}. */
    private void transpose() {
        MemorySegment segment = a;
        a = b;
        b = segment;
        long offset = aOffset;
        aOffset = bOffset;
        bOffset = offset;
        long size = m;
        m = n;
        n = size;
        long row = aRow;
        long column = aColumn;
        aRow = bColumn;
        aColumn = bRow;
        bRow = column;
        bColumn = row;
        row = cRow;
        cRow = cColumn;
        cColumn = row;
        for (int i = 0; i < axes; i++) {
            long stride = aStrides[i];
            aStrides[i] = bStrides[i];
            bStrides[i] = stride;
        }
    }

    /** Where a's matrix of an item begins. */
    long a(long item) {
        return aOffset + distance(item, aStrides);
    }

    /** Where b's matrix of an item begins. */
    long b(long item) {
        return bOffset + distance(item, bStrides);
    }

    /** Where c's matrix of an item begins. */
    long c(long item) {
        return cOffset + distance(item, cStrides);
    }

    private long distance(long item, long[] strides) {
        long distance = 0;
        long rest = item;
        for (int i = 0; rest != 0; i++) {
            distance += rest % dims[i] * strides[i];
            rest /= dims[i];
        }
        return distance;
    }
}

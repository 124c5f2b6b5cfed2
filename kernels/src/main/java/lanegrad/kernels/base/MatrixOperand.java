package lanegrad.kernels.base;

import java.lang.foreign.MemorySegment;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;

/** A batch of matrices as a call sees it; counts and strides are in elements. */
final class MatrixOperand {

    private final long[] batchStrides = new long[Shape.MAX_RANK];
    private MemorySegment segment;
    private DType dtype;
    private long offset;
    private long rowStride;
    private long columnStride;
    int rows;
    int columns;

    /** Takes an array whose leading axes broadcast to a batch's. */
    void set(NdArray array, Shape batch, boolean written) {
        segment = written ? array.writableSegment() : array.segment();
        dtype = array.dtype();
        offset = array.offset();
        rows = Math.toIntExact(array.dim(-2));
        columns = Math.toIntExact(array.dim(-1));
        rowStride = array.stride(-2);
        columnStride = array.stride(-1);
        int missing = batch.rank() - (array.rank() - 2);
        for (int i = 0; i < batch.rank(); i++) {
            batchStrides[i] = i < missing || array.dim(i - missing) == 1 ? 0 : array.stride(i - missing);
        }
    }

    /** Takes an output with a row, or one number, for each matrix of a batch. */
    void setRow(NdArray array, Shape batch) {
        boolean one = array.rank() == batch.rank();
        segment = array.writableSegment();
        dtype = array.dtype();
        offset = array.offset();
        rows = 1;
        columns = one ? 1 : Math.toIntExact(array.dim(-1));
        rowStride = 0;
        columnStride = one ? 0 : array.stride(-1);
        for (int i = 0; i < batch.rank(); i++) {
            batchStrides[i] = array.stride(i);
        }
    }

    void clear() {
        segment = null;
    }

    private long at(long matrix, long[] dims, int rank) {
        long at = offset;
        long left = matrix;
        for (int i = rank - 1; i >= 0; i--) {
            at += left % dims[i] * batchStrides[i];
            left /= dims[i];
        }
        return at;
    }

    void load(long matrix, long[] dims, int rank, double[][] into) {
        long at = at(matrix, dims, rank);
        for (int i = 0; i < rows; i++) {
            Conversion.read(dtype, segment, at + i * rowStride, columnStride, into[i], columns);
        }
    }

    void store(long matrix, long[] dims, int rank, double[][] from) {
        long at = at(matrix, dims, rank);
        for (int i = 0; i < rows; i++) {
            Conversion.write(dtype, segment, at + i * rowStride, columnStride, from[i], columns);
        }
    }

    /** As {@link #load}, with rows for columns. */
    void loadTransposed(long matrix, long[] dims, int rank, double[][] into) {
        long at = at(matrix, dims, rank);
        for (int j = 0; j < columns; j++) {
            Conversion.read(dtype, segment, at + j * columnStride, rowStride, into[j], rows);
        }
    }

    /** As {@link #store}, with rows for columns. */
    void storeTransposed(long matrix, long[] dims, int rank, double[][] from) {
        long at = at(matrix, dims, rank);
        for (int j = 0; j < columns; j++) {
            Conversion.write(dtype, segment, at + j * columnStride, rowStride, from[j], rows);
        }
    }
}

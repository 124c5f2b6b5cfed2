package lanegrad.kernels;

import java.util.List;
import lanegrad.array.NdArray;

/** Reading and adding at positions that an index array names. Indices are checked before anything is written. */
public interface IndexKernels {

    /**
     * {@code out[i..., :] = table[indices[i...], :]}.
     *
     * @param table [rows, n]
     * @param indices I32 or I64, any shape
     * @param out the shape of the indices, then n
     * @throws IndexOutOfBoundsException if an index is not a row
     */
    void gatherRows(NdArray table, NdArray indices, NdArray out);

    /**
     * {@code table[indices[i...], :] += source[i..., :]}, rows in the order of the indices.
     *
     * @param table [rows, n], added to
     * @param indices I32 or I64, any shape
     * @param source the shape of the indices, then n
     * @throws IndexOutOfBoundsException if an index is not a row
     */
    void scatterAddRows(NdArray table, NdArray indices, NdArray source);

    /**
     * {@code out[..., i, ...] = x[..., indices[..., i, ...], ...]} along an axis.
     *
     * @param x the input
     * @param axis the axis
     * @param indices I32 or I64, of x's rank, no longer than x on any other axis
     * @param out the shape of the indices
     * @throws IndexOutOfBoundsException if an index is outside the axis
     */
    void gather(NdArray x, int axis, NdArray indices, NdArray out);

    /**
     * {@code out[..., indices[..., i, ...], ...] += source[..., i, ...]} along an axis, in row-major order of the
     * indices.
     *
     * @param out added to
     * @param axis the axis
     * @param indices I32 or I64, of out's rank, no longer than out on any other axis
     * @param source the shape of the indices
     * @throws IndexOutOfBoundsException if an index is outside the axis
     */
    void scatterAdd(NdArray out, int axis, NdArray indices, NdArray source);

    /**
     * The sizes at which these kernels change their way.
     *
     * @return all of them
     */
    List<Threshold> thresholds();
}

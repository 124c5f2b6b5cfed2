package lanegrad.kernels;

import java.util.List;
import lanegrad.array.NdArray;

/**
 * Reading, adding and writing at positions that an index array names. Indices are checked before anything is written.
 */
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
     * {@code out[..., indices[..., i, ...], ...] = source[..., i, ...]} along an axis, in row-major order of the
     * indices: of several elements for one place the last one stays.
     *
     * @param out written where an index points
     * @param axis the axis
     * @param indices I32 or I64, of out's rank, no longer than out on any other axis
     * @param source the shape of the indices
     * @throws IndexOutOfBoundsException if an index is outside the axis
     */
    void scatter(NdArray out, int axis, NdArray indices, NdArray source);

    /**
     * {@code out[..., indices[..., i, ...], ...]} becomes the greater of itself and {@code source[..., i, ...]}, or the
     * lesser, along an axis; NaN if one of them is.
     *
     * @param out what is compared and written where an index points: F32, F64, I32 or I64
     * @param axis the axis
     * @param indices I32 or I64, of out's rank, no longer than out on any other axis
     * @param source the shape of the indices
     * @param greatest the greater, not the lesser
     * @throws IndexOutOfBoundsException if an index is outside the axis
     */
    void scatterExtremum(NdArray out, int axis, NdArray indices, NdArray source, boolean greatest);

    /**
     * How many elements are not 0; NaN is not.
     *
     * @param x the input
     * @return the number
     */
    long countNonZero(NdArray x);

    /**
     * Where the elements are that are not 0, in row-major order.
     *
     * @param x the input
     * @param out I64, as long as {@link #countNonZero} says: positions in row-major order, or with a second axis as
     * long as x has axes, an index for each
     */
    void nonZero(NdArray x, NdArray out);

    /**
     * The sizes at which these kernels change their way.
     *
     * @return all of them
     */
    List<Threshold> thresholds();
}

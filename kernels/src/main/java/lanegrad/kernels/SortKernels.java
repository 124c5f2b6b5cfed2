package lanegrad.kernels;

import java.util.List;
import lanegrad.array.NdArray;

/**
 * Sorting and searching. The order is NumPy's: NaN comes after every number, and the two zeros are equal. Sorting is
 * stable, descending too: equals stay in the order in which they stood.
 */
public interface SortKernels {

    /**
     * Sorts the lines along an axis.
     *
     * @param x the input: F32, F64, I32, I64 or BOOL
     * @param axis the axis
     * @param descending whether the greatest come first, NaN before all
     * @param out the output: x's shape and type, in a storage of its own
     */
    void sort(NdArray x, int axis, boolean descending, NdArray out);

    /**
     * Where the elements of the sorted lines stood.
     *
     * @param x the input: F32, F64, I32, I64 or BOOL
     * @param axis the axis
     * @param descending whether the greatest come first, NaN before all
     * @param out the output: I64, x's shape, in a storage of its own
     */
    void argSort(NdArray x, int axis, boolean descending, NdArray out);

    /**
     * Where the first elements of the sorted lines stood: what {@link #argSort} begins with.
     *
     * @param x the input: F32, F64, I32, I64 or BOOL
     * @param axis the axis
     * @param descending whether the greatest come first, NaN before all
     * @param out the output: I64, x's shape but as long as is wanted along the axis, in a storage of its own
     */
    void argTopK(NdArray x, int axis, boolean descending, NdArray out);

    /**
     * Where values would have to be put into sorted lines.
     *
     * @param sorted [..., n], ascending; one axis, or the leading axes of the values
     * @param values [..., m], of the same type: F32, F64, I32 or I64
     * @param right whether behind elements that are equal, or before them
     * @param out the output: I64, the shape of the values
     */
    void searchSorted(NdArray sorted, NdArray values, boolean right, NdArray out);

    /**
     * The sizes at which these kernels change their way.
     *
     * @return all of them
     */
    List<Threshold> thresholds();
}

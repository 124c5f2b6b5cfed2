package lanegrad.kernels;

import java.util.List;
import lanegrad.array.NdArray;

/** Matrix products. */
public interface GemmKernels {

    /**
     * {@code c = a b}, or {@code c += a b}, for each matrix of a batch.
     *
     * @param a [..., m, k], F32 or F64, any strides: a transposed view is the transposed operand
     * @param b [..., k, n], of the same type, any strides
     * @param c [..., m, n], of the same type; the leading axes of a and b broadcast to its leading axes
     * @param accumulate whether to add to what c holds
     * @throws IllegalArgumentException if shapes or types do not fit
     */
    void matmul(NdArray a, NdArray b, NdArray c, boolean accumulate);

    /**
     * The sizes at which these kernels change their way.
     *
     * @return all of them
     */
    List<Threshold> thresholds();
}

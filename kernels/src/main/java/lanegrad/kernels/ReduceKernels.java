package lanegrad.kernels;

import java.util.List;
import lanegrad.array.NdArray;

/** Reductions over any set of axes, each a fixed tree: the bits do not depend on the number of threads. */
public interface ReduceKernels {

    /**
     * Reduces axes to size 1.
     *
     * @param op what to do
     * @param x the input
     * @param axes the axes to reduce, as bits: bit i for axis i
     * @param out the output: x's shape with 1 at those axes; x's type (BOOL for ANY and ALL)
     */
    void reduce(ReduceOp op, NdArray x, int axes, NdArray out);

    /**
     * The variance over axes, by two passes.
     *
     * @param x the input
     * @param axes the axes to reduce, as bits
     * @param correction what is taken from the count in the divisor: 1 for the unbiased estimate, 0 for the mean of
     * squares
     * @param out the output: x's shape with 1 at those axes
     */
    void variance(NdArray x, int axes, double correction, NdArray out);

    /**
     * Where the greatest element of each line along an axis lies: the first of equals; a NaN wins.
     *
     * @param x the input
     * @param axis the axis
     * @param out the output: I64, x's shape with 1 at that axis
     */
    void argMax(NdArray x, int axis, NdArray out);

    /**
     * Where the least element of each line along an axis lies: the first of equals; a NaN wins.
     *
     * @param x the input
     * @param axis the axis
     * @param out the output: I64, x's shape with 1 at that axis
     */
    void argMin(NdArray x, int axis, NdArray out);

    /**
     * The sizes at which these kernels change their way.
     *
     * @return all of them
     */
    List<Threshold> thresholds();
}

package lanegrad.kernels;

import java.util.List;
import lanegrad.array.NdArray;

/**
 * Running results along an axis. Each line is walked in its order, floats in doubles: the bits do not depend on the
 * number of threads, nor on the implementation.
 */
public interface ScanKernels {

    /**
     * What an op gives for the elements so far.
     *
     * @param op what to do
     * @param x the input: F32 or F64, and I32 or I64 for SUM and PROD, which wrap around
     * @param axis the axis
     * @param reverse whether the walk begins at the end
     * @param exclusive whether an element counts only for those behind it
     * @param out the output: x's shape and type; it may be x
     */
    void scan(ScanOp op, NdArray x, int axis, boolean reverse, boolean exclusive, NdArray out);

    /**
     * Where the greatest or the least element so far lies: the first of equals; a NaN wins from where it stands.
     *
     * @param greatest the greatest, or the least
     * @param x the input: F32, F64, I32, I64 or BOOL
     * @param axis the axis
     * @param out the output: I64, x's shape
     */
    void argScan(boolean greatest, NdArray x, int axis, NdArray out);

    /**
     * A linear recurrence: {@code out[i] = a[i] out[i - 1] + b[i]}, with 0 before the first.
     *
     * @param a the factors: F32 or F64
     * @param b the terms, of a's shape and type
     * @param axis the axis
     * @param reverse whether the walk begins at the end
     * @param out the output: a's shape and type; it may be a or b
     */
    void recurrence(NdArray a, NdArray b, int axis, boolean reverse, NdArray out);

    /**
     * The sizes at which these kernels change their way.
     *
     * @return all of them
     */
    List<Threshold> thresholds();
}

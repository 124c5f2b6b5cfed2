package lanegrad.kernels;

/** What {@link ReduceKernels#reduce} can do. */
public enum ReduceOp {
    /** The sum; 0 for nothing. */
    SUM,
    /** The mean; NaN for nothing. */
    MEAN,
    /** The product; 1 for nothing. */
    PROD,
    /** The sum of squares; 0 for nothing. */
    SUM_OF_SQUARES,
    /** The greatest, NaN if there is one; nothing is an error. */
    MAX,
    /** The least, NaN if there is one; nothing is an error. */
    MIN,
    /** Whether any element is not 0; false for nothing. */
    ANY,
    /** Whether no element is 0; true for nothing. */
    ALL
}

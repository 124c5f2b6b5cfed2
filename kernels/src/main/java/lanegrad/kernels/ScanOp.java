package lanegrad.kernels;

/** What {@link ScanKernels#scan} can do. */
public enum ScanOp {
    /** The sums so far; 0 before the first. */
    SUM,
    /** The products so far; 1 before the first. */
    PROD,
    /** The logarithms of the sums of exponentials so far; negative infinity before the first. */
    LOG_SUM_EXP
}

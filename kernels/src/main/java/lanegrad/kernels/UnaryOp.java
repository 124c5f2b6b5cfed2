package lanegrad.kernels;

/** What {@link MapKernels#unary} can do. */
public enum UnaryOp {
    /** {@code -x}. */
    NEG,
    /** {@code |x|}. */
    ABS,
    /** {@code x x}. */
    SQUARE,
    /** {@code 1 / x}. */
    RECIPROCAL,
    /** -1, 0 or 1; keeps zeros' signs and NaN. */
    SIGN,
    /** The square root, correctly rounded. */
    SQRT,
    /** {@code 1 / sqrt(x)}. */
    RSQRT,
    /** e to the power x. */
    EXP,
    /** The natural logarithm. */
    LOG,
    /** The hyperbolic tangent. */
    TANH,
    /** {@code 1 / (1 + exp(-x))}. */
    SIGMOID,
    /** {@code x > 0 ? x : 0}; NaN stays. */
    RELU,
    /** The error function. */
    ERF,
    /** {@code x/2 (1 + erf(x / sqrt 2))}. */
    GELU,
    /** {@code x/2 (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3)))}. */
    GELU_TANH,
    /** Not: BOOL only. */
    NOT
}

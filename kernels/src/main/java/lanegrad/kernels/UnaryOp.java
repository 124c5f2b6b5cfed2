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
    /** The greatest whole number that is not greater. */
    FLOOR,
    /** The least whole number that is not less. */
    CEIL,
    /** The nearest whole number; of two, the even one. */
    ROUND,
    /** The whole number that is left without the fraction. */
    TRUNC,
    /** The square root, correctly rounded. */
    SQRT,
    /** {@code 1 / sqrt(x)}. */
    RSQRT,
    /** The cube root, of negative numbers too. */
    CBRT,
    /** e to the power x. */
    EXP,
    /** {@code e^x - 1}. */
    EXPM1,
    /** 2 to the power x. */
    EXP2,
    /** The natural logarithm. */
    LOG,
    /** {@code log(1 + x)}. */
    LOG1P,
    /** The logarithm to base 2. */
    LOG2,
    /** The logarithm to base 10. */
    LOG10,
    /** The sine. */
    SIN,
    /** The cosine. */
    COS,
    /** The tangent. */
    TAN,
    /** The inverse of the sine, from -pi/2 to pi/2. */
    ASIN,
    /** The inverse of the cosine, from 0 to pi. */
    ACOS,
    /** The inverse of the tangent, from -pi/2 to pi/2. */
    ATAN,
    /** The hyperbolic sine. */
    SINH,
    /** The hyperbolic cosine. */
    COSH,
    /** The inverse of the hyperbolic sine. */
    ASINH,
    /** The inverse of the hyperbolic cosine; NaN below 1. */
    ACOSH,
    /** The inverse of the hyperbolic tangent; NaN beyond 1 either way. */
    ATANH,
    /** The hyperbolic tangent. */
    TANH,
    /** {@code 1 / (1 + exp(-x))}. */
    SIGMOID,
    /** {@code x > 0 ? x : 0}; NaN stays. */
    RELU,
    /** {@code log(1 + exp(x))}. */
    SOFTPLUS,
    /** {@code -log(1 + exp(-x))}. */
    LOG_SIGMOID,
    /** {@code x / (1 + exp(-x))}. */
    SILU,
    /** {@code x tanh(log(1 + exp(x)))}. */
    MISH,
    /** {@code x / (1 + |x|)}. */
    SOFTSIGN,
    /** {@code x min(max(x + 3, 0), 6) / 6}. */
    HARD_SWISH,
    /** The error function. */
    ERF,
    /** {@code 1 - erf(x)}. */
    ERFC,
    /** {@code x/2 (1 + erf(x / sqrt 2))}. */
    GELU,
    /** {@code x/2 (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3)))}. */
    GELU_TANH,
    /** Not: BOOL only. */
    NOT
}

package lanegrad.kernels;

/** What {@link MapKernels#binary} can do. */
public enum BinaryOp {
    /** {@code a + b}. */
    ADD,
    /** {@code a - b}. */
    SUB,
    /** {@code a b}. */
    MUL,
    /** {@code a / b}: floating-point types only. */
    DIV,
    /** a to the power b, as C's pow in special cases. */
    POW,
    /** {@code floor(a / b)}, of the exact quotient; of integers 0 where b is 0. */
    FLOOR_DIVIDE,
    /** {@code a - b floor(a / b)}, of the sign of b; of integers 0 where b is 0. */
    REMAINDER,
    /** {@code a - b trunc(a / b)}, of the sign of a; of integers 0 where b is 0. */
    FMOD,
    /** The angle of the point (b, a), from -pi to pi. */
    ATAN2,
    /** {@code sqrt(a a + b b)}, without overflow on the way. */
    HYPOT,
    /** The greater; NaN if either is. */
    MAX,
    /** The less; NaN if either is. */
    MIN,
    /** {@code a > 0 ? a : a b}. */
    LEAKY_RELU,
    /** {@code a > 0 ? a : b (exp(a) - 1)}. */
    ELU,
    /** {@code a > 0 ? a : b (exp(a / b) - 1)}. */
    CELU,
    /** The gradient of relu: {@code a > 0 ? b : 0}, where a is the input and b the gradient of the output. */
    RELU_BACKWARD,
    /** The gradient of SiLU: a is the input, b the gradient of the output. */
    SILU_BACKWARD,
    /** The gradient of the erf GELU: a is the input, b the gradient of the output. */
    GELU_BACKWARD,
    /** The gradient of the tanh GELU: a is the input, b the gradient of the output. */
    GELU_TANH_BACKWARD,
    /** The gradient of tanh: {@code b (1 - a a)}, where a is the output and b its gradient. */
    TANH_BACKWARD,
    /** The gradient of sigmoid: {@code b a (1 - a)}, where a is the output and b its gradient. */
    SIGMOID_BACKWARD,
    /** And: BOOL only. */
    AND,
    /** Or: BOOL only. */
    OR,
    /** Exclusive or: BOOL only. */
    XOR
}

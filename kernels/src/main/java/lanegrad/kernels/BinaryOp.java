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
    /** The greater; NaN if either is. */
    MAX,
    /** The less; NaN if either is. */
    MIN,
    /** The gradient of relu: {@code a > 0 ? b : 0}, where a is the input and b the gradient of the output. */
    RELU_BACKWARD,
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

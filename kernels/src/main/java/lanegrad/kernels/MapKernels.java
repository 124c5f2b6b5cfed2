package lanegrad.kernels;

import java.util.List;
import lanegrad.array.NdArray;

/**
 * Elementwise kernels. Inputs broadcast to the output's shape as NumPy's do; an output may be one of the inputs itself,
 * but may not overlap one partly.
 */
public interface MapKernels {

    /**
     * {@code out = op(x)}.
     *
     * @param op what to do
     * @param x the input
     * @param out the output, of the same type
     */
    void unary(UnaryOp op, NdArray x, NdArray out);

    /**
     * {@code out = op(a, b)}.
     *
     * @param op what to do
     * @param a the first input
     * @param b the second input, of the same type
     * @param out the output, of the same type
     */
    void binary(BinaryOp op, NdArray a, NdArray b, NdArray out);

    /**
     * {@code out = op(a, b)} with one number as the second input.
     *
     * @param op what to do
     * @param a the first input
     * @param b the number, rounded to the type of a
     * @param out the output, of the same type as a
     */
    void binary(BinaryOp op, NdArray a, double b, NdArray out);

    /**
     * {@code out = op(a, b)} with one number as the first input.
     *
     * @param op what to do
     * @param a the number, rounded to the type of b
     * @param b the second input
     * @param out the output, of the same type as b
     */
    void binary(BinaryOp op, double a, NdArray b, NdArray out);

    /**
     * {@code out = op(a, b)}, a truth value.
     *
     * @param op which comparison
     * @param a the first input
     * @param b the second input, of the same type
     * @param out the output, BOOL
     */
    void compare(CompareOp op, NdArray a, NdArray b, NdArray out);

    /**
     * {@code out = condition ? a : b}.
     *
     * @param condition BOOL
     * @param a what is taken where it holds
     * @param b what is taken elsewhere, of the same type
     * @param out the output, of the same type as a and b
     */
    void where(NdArray condition, NdArray a, NdArray b, NdArray out);

    /**
     * One value everywhere.
     *
     * @param out the output
     * @param value the value, converted to its type
     */
    void fill(NdArray out, double value);

    /**
     * The sizes at which these kernels change their way.
     *
     * @return all of them
     */
    List<Threshold> thresholds();
}

package lanegrad.kernels;

import java.util.List;
import lanegrad.array.NdArray;

/**
 * Triangles, factorisations and systems of equations, for each matrix of a batch: the last two axes are a matrix, those
 * before them broadcast to the output's. All are F32 or F64 and computed in F64; F32 is rounded once, at the end. An
 * output may be one of the inputs itself, but may not overlap one partly. Pivots and matrices are counted from 0.
 */
public interface MatrixKernels {

    /**
     * {@code out = x} on and below a diagonal, or on and above it, and one value elsewhere.
     *
     * @param x [..., m, n], any type
     * @param upper whether what lies above the diagonal stays, and not what lies below
     * @param diagonal which: 0 is the main one, 1 the one above it
     * @param rest the value, converted to x's type
     * @param out as x, contiguous
     */
    void triangle(NdArray x, boolean upper, long diagonal, double rest, NdArray out);

    /**
     * The lower triangular L of {@code a = L L^T}, of which the diagonal is positive; 0 above it.
     *
     * @param a [..., n, n], of which what lies above the diagonal is not looked at
     * @param out [..., n, n]
     * @throws ArithmeticException if a matrix is not positive definite
     */
    void cholesky(NdArray a, NdArray out);

    /**
     * {@code a = q r} by Householder reflections, with orthonormal columns in q and an upper triangular r, whose
     * diagonal is not negative; k is the lesser of m and n.
     *
     * @param a [..., m, n]
     * @param q [..., m, k]
     * @param r [..., k, n]
     */
    void qr(NdArray a, NdArray q, NdArray r);

    /**
     * {@code a = P L U} by elimination with the greatest pivot of each column. A pivot of 0 is no error.
     *
     * @param a [..., m, n]
     * @param places for each row of {@code L U} which row of a it is: whole numbers of a's type, [..., m, 1]
     * @param out U on and above the diagonal, and L, without the ones on its diagonal, below: [..., m, n]
     */
    void lu(NdArray a, NdArray places, NdArray out);

    /**
     * Eigenvalues and eigenvectors of symmetric matrices: {@code a = V diag(values) V^T}. Of an eigenvector the element
     * of the greatest magnitude is positive; of several whose magnitudes are equal but for rounding, the first. The
     * results of a matrix that has a NaN or an infinity are NaN.
     *
     * @param a [..., n, n], of which what lies above the diagonal is not looked at
     * @param values ascending, [..., n]
     * @param vectors V, an eigenvector of length 1 in each column: [..., n, n]
     */
    void symmetricEigen(NdArray a, NdArray values, NdArray vectors);

    /**
     * {@code out} with {@code a out = b}, by elimination with the greatest pivot of each column.
     *
     * @param a [..., n, n]
     * @param b [..., n, m]
     * @param out [..., n, m]
     * @throws ArithmeticException if a matrix is singular
     */
    void solve(NdArray a, NdArray b, NdArray out);

    /**
     * The inverse, by elimination with the greatest pivot of each column.
     *
     * @param a [..., n, n]
     * @param out [..., n, n]
     * @throws ArithmeticException if a matrix is singular
     */
    void inverse(NdArray a, NdArray out);

    /**
     * {@code out} with {@code a out = b} for triangular a.
     *
     * @param a [..., n, n], of which the other triangle is not looked at
     * @param b [..., n, m]
     * @param upper whether the upper triangle counts, and not the lower one
     * @param unitDiagonal whether the diagonal is taken for ones, and not looked at
     * @param out [..., n, m]
     * @throws ArithmeticException if the diagonal of a matrix has a 0
     */
    void triangularSolve(NdArray a, NdArray b, boolean upper, boolean unitDiagonal, NdArray out);

    /**
     * The determinant; 1 without rows.
     *
     * @param a [..., n, n]
     * @param out [...]
     */
    void determinant(NdArray a, NdArray out);

    /**
     * The sign of the determinant (-1, 0 or 1) and the logarithm of its magnitude, which does not overflow.
     *
     * @param a [..., n, n]
     * @param out [..., 2]
     */
    void signAndLogDeterminant(NdArray a, NdArray out);

    /**
     * The sizes at which these kernels change their way.
     *
     * @return all of them
     */
    List<Threshold> thresholds();
}

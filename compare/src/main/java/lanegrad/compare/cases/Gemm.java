package lanegrad.compare.cases;

/**
 * A product of an m x k matrix and a k x n matrix, row-major, F32.
 *
 * @param transposed whether the second operand is stored as its transpose [n, k], as the weights of a layer are
 */
public record Gemm(int m, int n, int k, boolean transposed) implements Case {

    /** The product of square matrices. */
    public static Gemm square(int side) {
        return new Gemm(side, side, side, false);
    }

    /** Whether it is a vector that is multiplied: for this BLAS has routines of its own. */
    public boolean isVector() {
        return m == 1;
    }

    @Override
    public String name() {
        String sizes = m == n && n == k ? Integer.toString(m) : m + "x" + n + "x" + k;
        return (transposed ? "gemm-abt " : "gemm ") + sizes;
    }

    /** A matrix is read once for each vector: then the reading is what takes the time. */
    @Override
    public Limit limit() {
        return isVector() ? Limit.read((double) Float.BYTES * n * k) : Limit.fma(2.0 * m * n * k);
    }
}

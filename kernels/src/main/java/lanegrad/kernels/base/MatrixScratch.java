package lanegrad.kernels.base;

import lanegrad.parallel.Pool;

/** Heap memory for the matrices of one piece of work, kept from call to call unless it is very large. */
final class MatrixScratch {

    private static final Pool<MatrixScratch> POOL = new Pool<>(MatrixScratch::new);

    /** Doubles of a matrix that are kept; more are left to the garbage collector. */
    private static final long KEPT = 1L << 21;

    private static final double[][] NOTHING = {};

    private final double[][][] matrices = {NOTHING, NOTHING};
    private double[] line = {};
    private double[] factors = {};

    /** Elimination, with what it remembers. */
    final Lu lu = new Lu();

    /** Eigenvalues, with what they are found in. */
    final SymmetricEigen eigen = new SymmetricEigen();

    private MatrixScratch() {
    }

    static MatrixScratch take() {
        return POOL.take();
    }

    void give() {
        for (int i = 0; i < matrices.length; i++) {
            double[][] matrix = matrices[i];
            if (matrix.length > 0 && (long) matrix.length * matrix[0].length > KEPT) {
                matrices[i] = NOTHING;
            }
        }
        POOL.give(this);
    }

    /** A matrix with undefined elements, which may have more rows and columns; rows may trade places. */
    double[][] matrix(int which, int rows, int columns) {
        double[][] matrix = matrices[which];
        if (matrix.length < rows || rows > 0 && matrix[0].length < columns) {
            long lines = Math.max(rows, matrix.length);
            long length = Math.max(columns, matrix.length == 0 ? 0 : matrix[0].length);
            boolean both = lines * length <= KEPT; // one that serves what it served before as well
            matrix = new double[both ? (int) lines : rows][both ? (int) length : columns];
            matrices[which] = matrix;
        }
        return matrix;
    }

    /** A row with undefined elements. */
    double[] line(int length) {
        line = line.length < length ? new double[length] : line;
        return line;
    }

    /** A number for each reflection, undefined. */
    double[] factors(int length) {
        factors = factors.length < length ? new double[length] : factors;
        return factors;
    }
}

package lanegrad.kernels.base;

import java.util.Arrays;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.parallel.Task;
import lanegrad.parallel.Workers;

/** A call of a kernel on matrices; a piece is some matrices of the batch, each of which one thread works on alone. */
final class MatrixCall extends Task {

    /** Multiplications that are worth a piece of their own. */
    static final int PIECE = 1 << 16;

    /** What is done to each matrix. */
    enum Kind {
        CHOLESKY, QR, LU, EIGEN, SOLVE, INVERSE, LOWER, UPPER, DETERMINANT, LOG_DETERMINANT
    }

    private final MatrixOperand a = new MatrixOperand();
    private final MatrixOperand b = new MatrixOperand();
    private final MatrixOperand out = new MatrixOperand();
    private final long[] dims = new long[Shape.MAX_RANK];
    private int rank;
    private long count;
    private long each;
    private Kind kind;
    private boolean unitDiagonal;

    private long failed;
    private int failedPivot;
    private double failedValue;

    /** Says what to do to which batch. */
    void begin(Kind what, Shape batch) {
        kind = what;
        rank = batch.rank();
        count = batch.size();
        for (int i = 0; i < rank; i++) {
            dims[i] = batch.dim(i);
        }
        failed = Long.MAX_VALUE;
    }

    void unitDiagonal(boolean unit) {
        unitDiagonal = unit;
    }

    /** Factors, inverses or determinants of a, into one output. */
    void run(NdArray x, NdArray y, Shape batch) {
        a.set(x, batch, false);
        if (kind == Kind.DETERMINANT || kind == Kind.LOG_DETERMINANT) {
            out.setRow(y, batch);
        } else {
            out.set(y, batch, true);
        }
        run((double) a.rows * a.rows * a.rows);
    }

    /** Systems of equations, with right-hand sides; or two results, of which b is written too. */
    void run(NdArray x, NdArray y, NdArray z, Shape batch) {
        a.set(x, batch, false);
        if (kind == Kind.EIGEN) {
            b.setRow(y, batch);
        } else {
            b.set(y, batch, kind == Kind.QR || kind == Kind.LU);
        }
        out.set(z, batch, true);
        run((double) a.rows * a.columns * (a.rows + b.columns));
    }

    private void run(double steps) {
        each = (long) Math.max(1, PIECE / Math.max(1, steps));
        try {
            Workers.run(this, Math.toIntExact(Math.ceilDiv(count, each)));
        } finally {
            a.clear();
            b.clear();
            out.clear();
        }
    }

    /** The number of the first matrix that has no result, or -1. */
    long failed() {
        return failed == Long.MAX_VALUE ? -1 : failed;
    }

    int failedPivot() {
        return failedPivot;
    }

    double failedValue() {
        return failedValue;
    }

    @Override
    protected void run(int piece) {
        MatrixScratch scratch = MatrixScratch.take();
        try {
            for (long matrix = piece * each; matrix < Math.min(count, (piece + 1) * each); matrix++) {
                switch (kind) {
                    case CHOLESKY -> cholesky(scratch, matrix);
                    case QR -> qr(scratch, matrix);
                    case LU -> lu(scratch, matrix);
                    case EIGEN -> eigen(scratch, matrix);
                    case SOLVE, INVERSE -> solve(scratch, matrix);
                    case LOWER, UPPER -> substitute(scratch, matrix);
                    case DETERMINANT, LOG_DETERMINANT -> determinant(scratch, matrix);
                }
            }
        } finally {
            scratch.give();
        }
    }

    /** Of several, the first is told, whichever thread finds it. */
    private synchronized void fail(long matrix, int pivot, double value) {
        if (matrix < failed) {
            failed = matrix;
            failedPivot = pivot;
            failedValue = value;
        }
    }

    private void cholesky(MatrixScratch scratch, long matrix) {
        int n = a.rows;
        double[][] u = scratch.matrix(0, n, n);
        a.loadTransposed(matrix, dims, rank, u);
        int pivot = Cholesky.factor(u, n);
        if (pivot < n) {
            fail(matrix, pivot, u[pivot][pivot]);
            return;
        }
        for (int i = 0; i < n; i++) {
            Arrays.fill(u[i], 0, i, 0);
        }
        out.storeTransposed(matrix, dims, rank, u);
    }

    private void qr(MatrixScratch scratch, long matrix) {
        int m = a.rows;
        int n = a.columns;
        int columns = Math.min(m, n);
        double[][] r = scratch.matrix(0, m, n);
        double[][] q = scratch.matrix(1, m, columns);
        double[] line = scratch.line(n);
        double[] factors = scratch.factors(columns);
        a.load(matrix, dims, rank, r);
        Qr.factor(r, m, n, line, factors);
        Qr.collect(r, m, n, q, columns, line, factors);
        b.store(matrix, dims, rank, q);
        out.store(matrix, dims, rank, r);
    }

    private void lu(MatrixScratch scratch, long matrix) {
        int m = a.rows;
        double[][] lu = scratch.matrix(0, m, a.columns);
        double[][] places = scratch.matrix(1, m, 1);
        a.load(matrix, dims, rank, lu);
        for (int i = 0; i < m; i++) {
            places[i][0] = i;
        }
        scratch.lu.factor(lu, m, a.columns, places);
        out.store(matrix, dims, rank, lu);
        b.store(matrix, dims, rank, places);
    }

    private void eigen(MatrixScratch scratch, long matrix) {
        int n = a.rows;
        double[][] symmetric = scratch.matrix(0, n, n);
        double[][] vectors = scratch.matrix(1, n, n);
        a.load(matrix, dims, rank, symmetric);
        scratch.eigen.decompose(symmetric, n, vectors);
        b.store(matrix, dims, rank, scratch.eigen.values);
        out.storeTransposed(matrix, dims, rank, vectors);
    }

    private void solve(MatrixScratch scratch, long matrix) {
        int n = a.rows;
        double[][] lu = scratch.matrix(0, n, n);
        int columns = out.columns;
        double[][] x = scratch.matrix(1, n, columns);
        a.load(matrix, dims, rank, lu);
        if (kind == Kind.SOLVE) {
            b.load(matrix, dims, rank, x);
        } else {
            for (int i = 0; i < n; i++) {
                Arrays.fill(x[i], 0, n, 0);
                x[i][i] = 1;
            }
        }
        int pivot = scratch.lu.factor(lu, n, n, x);
        if (pivot < n) {
            fail(matrix, pivot, lu[pivot][pivot]);
            return;
        }
        Substitution.lower(lu, n, x, columns, true);
        Substitution.upper(lu, n, x, columns, false);
        out.store(matrix, dims, rank, x);
    }

    private void substitute(MatrixScratch scratch, long matrix) {
        int n = a.rows;
        boolean upper = kind == Kind.UPPER;
        double[][] triangle = scratch.matrix(0, n, n);
        double[][] x = scratch.matrix(1, n, b.columns);
        a.load(matrix, dims, rank, triangle);
        b.load(matrix, dims, rank, x);
        int zero = unitDiagonal ? n : Substitution.zero(triangle, n, upper);
        if (zero < n) {
            fail(matrix, zero, 0);
        } else if (upper) {
            Substitution.upper(triangle, n, x, b.columns, unitDiagonal);
            out.store(matrix, dims, rank, x);
        } else {
            Substitution.lower(triangle, n, x, b.columns, unitDiagonal);
            out.store(matrix, dims, rank, x);
        }
    }

    private void determinant(MatrixScratch scratch, long matrix) {
        int n = a.rows;
        double[][] lu = scratch.matrix(0, n, n);
        double[][] result = scratch.matrix(1, 1, 2);
        a.load(matrix, dims, rank, lu);
        scratch.lu.factor(lu, n, n, null);
        if (kind == Kind.DETERMINANT) {
            result[0][0] = scratch.lu.determinant(lu, n);
        } else {
            result[0][0] = scratch.lu.sign(lu, n);
            result[0][1] = Lu.logarithm(lu, n);
        }
        out.store(matrix, dims, rank, result);
    }
}

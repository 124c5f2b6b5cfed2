package lanegrad.kernels.base;

import java.util.Arrays;

/**
 * Eigenvalues and eigenvectors of symmetric matrices: Householder reflections to a tridiagonal matrix, then QR steps
 * with Wilkinson's shift (Golub and Van Loan, Matrix Computations, 8.3). Everything walks along rows.
 */
final class SymmetricEigen {

    /** A sum of squares that is nothing beside elements near 1, but whose terms have all their bits. */
    private static final double NOTHING = 0x1p-900;

    /** An element is as good as the greatest of an eigenvector if rounding alone makes it smaller. */
    private static final double NEARLY = 1 - 0x1p-20;

    /** Steps that are tried for each eigenvalue: two or three do. */
    private static final int STEPS = 60;

    /** The eigenvalues, ascending, as a matrix of one row; there may be more elements. */
    final double[][] values = {{}};

    private double[] d = {};
    private double[] e = {};
    private double[] factors = {};
    private double[] line = {};

    /**
     * Finds the eigenvalues, and the eigenvectors of length 1, of which the greatest element, or the first of several
     * as great, is positive. All are NaN if an element is NaN or infinite.
     *
     * @param a the matrix, of which the lower triangle is looked at; destroyed
     * @param vectors receives an eigenvector in each row
     */
    void decompose(double[][] a, int n, double[][] vectors) {
        if (d.length < n) {
            d = new double[n];
            e = new double[n];
            factors = new double[n];
            line = new double[n];
            values[0] = d;
        }
        double greatest = greatest(a, n);
        if (!Double.isFinite(greatest)) {
            Arrays.fill(d, 0, n, Double.NaN);
            for (int i = 0; i < n; i++) {
                Arrays.fill(vectors[i], 0, n, Double.NaN);
            }
            return;
        }
        int exponent = greatest == 0 ? 0 : Math.getExponent(greatest);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                a[i][j] = Math.scalb(a[i][j], -exponent);
                a[j][i] = a[i][j];
            }
        }
        tridiagonal(a, n);
        collect(a, n, vectors);
        diagonal(n, vectors);
        sort(n, vectors);
        for (int i = 0; i < n; i++) {
            d[i] = Math.scalb(d[i], exponent);
            sign(vectors[i], n);
        }
    }

    private static double greatest(double[][] a, int n) {
        double greatest = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                greatest = Math.max(greatest, Math.abs(a[i][j]));
            }
        }
        return greatest;
    }

    /** Leaves the vector of reflection k in row k, from column k + 1 on. */
    private void tridiagonal(double[][] a, int n) {
        for (int k = 0; k < n - 1; k++) {
            double[] v = a[k];
            double first = v[k + 1];
            double rest = 0;
            for (int j = k + 2; j < n; j++) {
                rest = Math.fma(v[j], v[j], rest);
            }
            d[k] = v[k];
            factors[k] = 0;
            e[k] = first;
            if (rest < NOTHING) {
                continue;
            }
            double norm = Math.sqrt(Math.fma(first, first, rest));
            e[k] = first > 0 ? -norm : norm; // away from the first element, so that nothing cancels
            v[k + 1] = first - e[k];
            factors[k] = 2 / Math.fma(v[k + 1], v[k + 1], rest);
            reflect(a, k, n);
        }
        if (n > 0) {
            d[n - 1] = a[n - 1][n - 1];
        }
    }

    /** {@code H A H = A - v q^T - q v^T} of what is left, where q is {@code f A v} less {@code f/2 (f v^T A v) v}. */
    private void reflect(double[][] a, int k, int n) {
        double[] v = a[k];
        double[] q = line;
        Arrays.fill(q, k + 1, n, 0);
        Pivots.subtract(q, v, a, k + 1, n, k + 1, n);
        double inner = 0;
        for (int j = k + 1; j < n; j++) {
            q[j] *= -factors[k];
            inner = Math.fma(q[j], v[j], inner);
        }
        Pivots.subtract(q, factors[k] / 2 * inner, v, k + 1, n);
        for (int i = k + 1; i < n; i++) {
            Pivots.subtract(a[i], v[i], q, k + 1, n);
            Pivots.subtract(a[i], q[i], v, k + 1, n);
        }
    }

    /** Multiplies the reflections, from the last to the first, and transposes what they make. */
    private void collect(double[][] a, int n, double[][] q) {
        for (int i = 0; i < n; i++) {
            Arrays.fill(q[i], 0, n, 0);
            q[i][i] = 1;
        }
        for (int k = n - 3; k >= 0; k--) {
            if (factors[k] == 0) {
                continue;
            }
            double[] v = a[k];
            Arrays.fill(line, k + 1, n, 0);
            Pivots.subtract(line, v, q, k + 1, n, k + 1, n);
            for (int i = k + 1; i < n; i++) {
                Pivots.subtract(q[i], -factors[k] * v[i], line, k + 1, n);
            }
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                double other = q[i][j];
                q[i][j] = q[j][i];
                q[j][i] = other;
            }
        }
    }

    /** Steps at the last block that is not diagonal yet, until there is none. */
    private void diagonal(int n, double[][] rows) {
        int last = n - 1;
        for (long left = (long) STEPS * n; last > 0; left--) {
            if (isNothing(last - 1)) {
                last--;
                continue;
            }
            if (left < 0) {
                throw new ArithmeticException("eigh: " + n + " x " + n + " matrix: no convergence");
            }
            int first = last - 1;
            while (first > 0 && !isNothing(first - 1)) {
                first--;
            }
            step(first, last, n, rows);
        }
    }

    private boolean isNothing(int k) {
        return Math.abs(e[k]) <= 0x1p-53 * (Math.abs(d[k]) + Math.abs(d[k + 1])) + Double.MIN_NORMAL;
    }

    /** A QR step: a rotation of the first two rows that the shift chooses, and others that chase the bulge out. */
    private void step(int first, int last, int n, double[][] rows) {
        double half = (d[last - 1] - d[last]) / 2;
        double corner = e[last - 1];
        double shift = d[last] - corner * (corner / (half + Math.copySign(length(half, corner), half)));
        double x = d[first] - shift;
        double y = e[first];
        for (int k = first; k < last; k++) {
            double r = length(x, y);
            double cos = r == 0 ? 1 : x / r;
            double sin = r == 0 ? 0 : y / r;
            if (k > first) {
                e[k - 1] = r;
            }
            double slope = sin * (d[k + 1] - d[k]) + 2 * cos * e[k];
            double moved = sin * slope;
            e[k] = cos * slope - e[k];
            d[k] += moved;
            d[k + 1] -= moved;
            if (k + 1 < last) {
                x = e[k];
                y = sin * e[k + 1];
                e[k + 1] *= cos;
            }
            rotate(rows[k], rows[k + 1], cos, sin, n);
        }
    }

    /** All are of magnitudes whose squares do not overflow, and below which nothing matters. */
    private static double length(double x, double y) {
        double greatest = Math.max(Math.abs(x), Math.abs(y));
        if (greatest > 0x1p-500) {
            return Math.sqrt(Math.fma(x, x, y * y));
        }
        return greatest == 0 ? 0 : StrictMath.hypot(x, y);
    }

    private static void rotate(double[] a, double[] b, double cos, double sin, int n) {
        for (int j = 0; j < n; j++) {
            double x = a[j];
            double y = b[j];
            a[j] = Math.fma(cos, x, sin * y);
            b[j] = Math.fma(cos, y, -sin * x);
        }
    }

    private void sort(int n, double[][] rows) {
        for (int i = 1; i < n; i++) {
            double value = d[i];
            double[] row = rows[i];
            int at = i;
            for (; at > 0 && d[at - 1] > value; at--) {
                d[at] = d[at - 1];
                rows[at] = rows[at - 1];
            }
            d[at] = value;
            rows[at] = row;
        }
    }

    private static void sign(double[] vector, int n) {
        double greatest = 0;
        for (int i = 0; i < n; i++) {
            greatest = Math.max(greatest, Math.abs(vector[i]));
        }
        int found = 0;
        while (Math.abs(vector[found]) < NEARLY * greatest) {
            found++;
        }
        if (vector[found] < 0) {
            for (int i = 0; i < n; i++) {
                vector[i] = -vector[i];
            }
        }
    }
}

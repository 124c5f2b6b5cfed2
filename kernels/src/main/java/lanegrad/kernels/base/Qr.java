package lanegrad.kernels.base;

import java.util.Arrays;

/**
 * Householder reflections, a row at a time: a reflection's products with all columns grow side by side, and no sum
 * waits for the one before it.
 */
final class Qr {

    private Qr() {
    }

    /**
     * Replaces a matrix by r, on and above the diagonal, and the reflections that make it, below: vectors whose first
     * element, 1, is left out.
     *
     * @param scratch at least n long
     * @param factors receives what each reflection is multiplied by
     */
    static void factor(double[][] a, int m, int n, double[] scratch, double[] factors) {
        for (int k = 0; k < Math.min(m, n); k++) {
            double first = a[k][k];
            double norm = norm(a, k, k, m);
            if (norm == 0 || norm(a, k, k + 1, m) == 0) {
                factors[k] = 0;
                continue;
            }
            double image = first > 0 ? -norm : norm; // away from the first element, so that nothing cancels
            double lead = first - image;
            factors[k] = -lead / image;
            a[k][k] = image;
            for (int i = k + 1; i < m; i++) {
                a[i][k] /= lead;
            }
            reflect(a, k, m, factors[k], a, k + 1, n, scratch);
        }
    }

    /** The length of a part of a column; its squares neither overflow nor vanish. */
    private static double norm(double[][] a, int column, int from, int to) {
        double greatest = 0;
        for (int i = from; i < to; i++) {
            greatest = Math.max(greatest, Math.abs(a[i][column]));
        }
        if (greatest == 0 || !Double.isFinite(greatest)) {
            return greatest;
        }
        double sum = 0;
        for (int i = from; i < to; i++) {
            double part = a[i][column] / greatest;
            sum = Math.fma(part, part, sum);
        }
        return greatest * Math.sqrt(sum);
    }

    /** Reflects the columns of x, from one up to another, by the vector below the diagonal in column k of a. */
    private static void reflect(double[][] a, int k, int m, double factor, double[][] x, int from, int to,
            double[] scratch) {
        System.arraycopy(x[k], from, scratch, from, to - from);
        Pivots.addColumn(scratch, a, k, x, k + 1, m, from, to);
        Pivots.subtract(x[k], factor, scratch, from, to);
        for (int i = k + 1; i < m; i++) {
            Pivots.subtract(x[i], factor * a[i][k], scratch, from, to);
        }
    }

    /** Multiplies the reflections of {@link #factor} into q, m rows of k, and makes the diagonal of r not negative. */
    static void collect(double[][] a, int m, int n, double[][] q, int columns, double[] scratch, double[] factors) {
        for (int i = 0; i < m; i++) {
            Arrays.fill(q[i], 0, columns, 0);
            if (i < columns) {
                q[i][i] = 1;
            }
        }
        for (int k = columns - 1; k >= 0; k--) {
            if (factors[k] != 0) {
                reflect(a, k, m, factors[k], q, k, columns, scratch);
            }
        }
        for (int k = 0; k < columns; k++) {
            Arrays.fill(a[k], 0, k, 0);
            if (a[k][k] < 0) {
                for (int j = k; j < n; j++) {
                    a[k][j] = -a[k][j];
                }
                for (int i = 0; i < m; i++) {
                    q[i][k] = -q[i][k];
                }
            }
        }
    }
}

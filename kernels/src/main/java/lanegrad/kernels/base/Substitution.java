package lanegrad.kernels.base;

/** Triangular systems of equations, of which a row is a row of unknowns. */
final class Substitution {

    private Substitution() {
    }

    /** Where the diagonal is 0 first, in the order in which rows are solved; n if nowhere. */
    static int zero(double[][] a, int n, boolean upper) {
        for (int k = 0; k < n; k++) {
            int row = upper ? n - 1 - k : k;
            if (a[row][row] == 0) {
                return row;
            }
        }
        return n;
    }

    /** Replaces b, n rows of m, by x with {@code a x = b}; what lies above a's diagonal is not looked at. */
    static void lower(double[][] a, int n, double[][] b, int m, boolean unitDiagonal) {
        for (int i = 0; i < n; i++) {
            Pivots.subtract(b[i], a[i], b, 0, i, 0, m);
            if (!unitDiagonal) {
                divide(b[i], a[i][i], m);
            }
        }
    }

    /** As {@link #lower}; what lies below a's diagonal is not looked at. */
    static void upper(double[][] a, int n, double[][] b, int m, boolean unitDiagonal) {
        for (int i = n - 1; i >= 0; i--) {
            Pivots.subtract(b[i], a[i], b, i + 1, n, 0, m);
            if (!unitDiagonal) {
                divide(b[i], a[i][i], m);
            }
        }
    }

    private static void divide(double[] row, double by, int m) {
        for (int j = 0; j < m; j++) {
            row[j] /= by;
        }
    }
}

package lanegrad.kernels.base;

/** Elimination with the greatest pivot of each column; rows trade places as whole arrays. */
final class Lu {

    /** Whether an odd number of rows have traded places. */
    boolean odd;

    /**
     * Replaces a matrix, m rows of n, by its factors: U on and above the diagonal, L, without its ones, below.
     *
     * @param a the matrix
     * @param carried whose rows trade places along; may be null
     * @return the first pivot that is 0; the lesser of m and n if there is none
     */
    int factor(double[][] a, int m, int n, double[][] carried) {
        int pivots = Math.min(m, n);
        int zero = pivots;
        odd = false;
        for (int block = 0; block < pivots; block += Pivots.BLOCK) {
            int end = Math.min(pivots, block + Pivots.BLOCK);
            for (int k = block; k < end; k++) {
                exchange(a, carried, k, greatest(a, k, m));
                double pivot = a[k][k];
                if (pivot == 0) {
                    zero = Math.min(zero, k);
                    continue; // the column below is 0 too, and nothing is left to eliminate
                }
                for (int i = k + 1; i < m; i++) {
                    double factor = a[i][k] / pivot;
                    a[i][k] = factor;
                    Pivots.subtract(a[i], factor, a[k], k + 1, end);
                }
            }
            for (int k = block + 1; k < end; k++) {
                Pivots.subtract(a[k], a[k], a, block, k, end, n);
            }
            for (int i = end; i < m; i++) {
                Pivots.subtract(a[i], a[i], a, block, end, end, n);
            }
        }
        return zero;
    }

    /** A NaN at the top stays there, and so gets into the result. */
    private static int greatest(double[][] a, int k, int m) {
        int found = k;
        double best = Math.abs(a[k][k]);
        for (int i = k + 1; i < m; i++) {
            double magnitude = Math.abs(a[i][k]);
            if (magnitude > best) {
                best = magnitude;
                found = i;
            }
        }
        return found;
    }

    private void exchange(double[][] a, double[][] carried, int k, int with) {
        if (with == k) {
            return;
        }
        odd = !odd;
        double[] row = a[k];
        a[k] = a[with];
        a[with] = row;
        if (carried != null) {
            double[] other = carried[k];
            carried[k] = carried[with];
            carried[with] = other;
        }
    }

    /** The product of the pivots, with their sign; intermediate products neither overflow nor lose bits. */
    double determinant(double[][] a, int n) {
        double product = odd ? -1 : 1;
        long exponent = 0;
        for (int k = 0; k < n; k++) {
            double pivot = a[k][k];
            if (pivot == 0 || !Double.isFinite(pivot)) {
                product *= pivot;
                continue;
            }
            int scale = Math.getExponent(pivot);
            exponent += scale;
            product *= Math.scalb(pivot, -scale);
            if (product != 0 && Double.isFinite(product)) {
                scale = Math.getExponent(product);
                exponent += scale;
                product = Math.scalb(product, -scale);
            }
        }
        return Math.scalb(product, (int) Math.clamp(exponent, -5000L, 5000L));
    }

    /** -1, 0 or 1; NaN if a pivot is. */
    double sign(double[][] a, int n) {
        double sign = odd ? -1 : 1;
        for (int k = 0; k < n; k++) {
            sign *= Math.signum(a[k][k]);
        }
        return sign == 0 ? 0 : sign;
    }

    /** The logarithm of the product of the pivots' magnitudes. */
    static double logarithm(double[][] a, int n) {
        double sum = 0;
        for (int k = 0; k < n; k++) {
            sum += StrictMath.log(Math.abs(a[k][k]));
        }
        return sum;
    }
}

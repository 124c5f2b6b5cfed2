package lanegrad.kernels.base;

/** The Cholesky factor of a matrix whose columns are rows here, so that it is walked along arrays. */
final class Cholesky {

    private Cholesky() {
    }

    /**
     * Replaces the upper triangle by the factor's transpose. What lies below is not looked at.
     *
     * @return the first pivot that is not positive, which its diagonal element then tells; n if there is none
     */
    static int factor(double[][] u, int n) {
        for (int block = 0; block < n; block += Pivots.BLOCK) {
            int end = Math.min(n, block + Pivots.BLOCK);
            for (int k = block; k < end; k++) {
                if (!(u[k][k] > 0)) {
                    return k;
                }
                double root = Math.sqrt(u[k][k]);
                u[k][k] = root;
                for (int j = k + 1; j < n; j++) {
                    u[k][j] /= root;
                }
                for (int i = k + 1; i < end; i++) {
                    Pivots.subtract(u[i], u[k][i], u[k], i, n);
                }
            }
            for (int i = end; i < n; i++) {
                Pivots.subtract(u[i], u[block][i], u[block], u[block + 1][i], u[block + 1], u[block + 2][i],
                        u[block + 2], u[block + 3][i], u[block + 3], i, n);
            }
        }
        return n;
    }
}

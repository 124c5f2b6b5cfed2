package lanegrad.kernels.base;

/** Steps of elimination on rows of doubles: loops over several arrays at one index, which HotSpot vectorises. */
final class Pivots {

    /** Rows that are taken from another at once, so that it is read and written once for all of them. */
    static final int BLOCK = 4;

    private Pivots() {
    }

    /** {@code y -= c x} from an index up to another. */
    static void subtract(double[] y, double c, double[] x, int from, int to) {
        for (int j = from; j < to; j++) {
            y[j] = Math.fma(-c, x[j], y[j]);
        }
    }

    /** {@code y -= c0 x0 + c1 x1 + c2 x2 + c3 x3}, in this order. */
    static void subtract(double[] y, double c0, double[] x0, double c1, double[] x1, double c2, double[] x2, double c3,
            double[] x3, int from, int to) {
        for (int j = from; j < to; j++) {
            double sum = Math.fma(-c0, x0[j], y[j]);
            sum = Math.fma(-c1, x1[j], sum);
            sum = Math.fma(-c2, x2[j], sum);
            y[j] = Math.fma(-c3, x3[j], sum);
        }
    }

    /** {@code y -= sum c[k] x[k]} over rows of x from one up to another, of which c has the factors. */
    static void subtract(double[] y, double[] c, double[][] x, int first, int end, int from, int to) {
        int k = first;
        for (; k + BLOCK <= end; k += BLOCK) {
            subtract(y, c[k], x[k], c[k + 1], x[k + 1], c[k + 2], x[k + 2], c[k + 3], x[k + 3], from, to);
        }
        for (; k < end; k++) {
            subtract(y, c[k], x[k], from, to);
        }
    }

    /** {@code y += sum x[k][column] x[k]} over rows of x, each times its element of a column. */
    static void addColumn(double[] y, double[][] rows, int column, double[][] x, int first, int end, int from,
            int to) {
        int k = first;
        for (; k + BLOCK <= end; k += BLOCK) {
            subtract(y, -rows[k][column], x[k], -rows[k + 1][column], x[k + 1], -rows[k + 2][column], x[k + 2],
                    -rows[k + 3][column], x[k + 3], from, to);
        }
        for (; k < end; k++) {
            subtract(y, -rows[k][column], x[k], from, to);
        }
    }
}

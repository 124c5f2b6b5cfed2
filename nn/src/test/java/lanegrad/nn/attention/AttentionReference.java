package lanegrad.nn.attention;

/** Multi-head attention as its formula says it, in plain Java and F64, sharing nothing with the library. */
final class AttentionReference {

    /** Who may attend to whom. */
    @FunctionalInterface
    interface Allowed {
        boolean test(int batch, int head, int query, int key);
    }

    private AttentionReference() {
    }

    /** {@code x w^T + b} of rows, with rows from..to of the weight. */
    static double[][] project(double[][] x, double[] weight, double[] bias, int from, int to) {
        int in = x[0].length;
        double[][] y = new double[x.length][to - from];
        for (int r = 0; r < x.length; r++) {
            for (int o = from; o < to; o++) {
                double sum = bias == null ? 0 : bias[o];
                for (int i = 0; i < in; i++) {
                    sum += x[r][i] * weight[o * in + i];
                }
                y[r][o - from] = sum;
            }
        }
        return y;
    }

    /** The weights of one head: [queries][keys]; a row that may attend to nothing is 0. */
    static double[][] weights(double[][] q, double[][] k, int batch, int head, int width, Allowed allowed) {
        double[][] weights = new double[q.length][k.length];
        for (int i = 0; i < q.length; i++) {
            double sum = 0;
            for (int j = 0; j < k.length; j++) {
                if (allowed.test(batch, head, i, j)) {
                    double score = 0;
                    for (int c = head * width; c < (head + 1) * width; c++) {
                        score += q[i][c] * k[j][c];
                    }
                    weights[i][j] = Math.exp(score / Math.sqrt(width));
                    sum += weights[i][j];
                }
            }
            for (int j = 0; j < k.length && sum > 0; j++) {
                weights[i][j] /= sum;
            }
        }
        return weights;
    }

    /** Attention of the projected rows of one sequence, heads side by side. */
    static double[][] attend(double[][] q, double[][] k, double[][] v, int batch, int heads, Allowed allowed) {
        int width = q[0].length / heads;
        int valueWidth = v[0].length / heads;
        double[][] out = new double[q.length][v[0].length];
        for (int h = 0; h < heads; h++) {
            double[][] weights = weights(q, k, batch, h, width, allowed);
            for (int i = 0; i < q.length; i++) {
                for (int j = 0; j < k.length; j++) {
                    for (int c = h * valueWidth; c < (h + 1) * valueWidth; c++) {
                        out[i][c] += weights[i][j] * v[j][c];
                    }
                }
            }
        }
        return out;
    }

    /** One sequence of a batch [batch, n, width], as rows. */
    static double[][] rows(double[] values, int batch, int n, int width) {
        double[][] rows = new double[n][width];
        for (int i = 0; i < n; i++) {
            System.arraycopy(values, (batch * n + i) * width, rows[i], 0, width);
        }
        return rows;
    }
}

package lanegrad.testkit.catalogue;

import java.util.Arrays;
import java.util.function.Function;
import lanegrad.testkit.Plain;

/** Matrices in plain Java, from the definitions: references of what is done to each matrix of a batch. */
final class PlainMatrices {

    private PlainMatrices() {
    }

    /** A function of each matrix; its errors are measured against the greatest element of each result. */
    static Plain each(Plain x, Function<double[][], double[][]> f) {
        int m = (int) x.dim(-2);
        int n = (int) x.dim(-1);
        int count = Plain.size(Arrays.copyOf(x.dims(), x.rank() - 2));
        double[][] sample = f.apply(identity(m, n));
        long[] dims = x.dims();
        dims[x.rank() - 2] = sample.length;
        dims[x.rank() - 1] = sample.length == 0 ? n : sample[0].length;
        double[] data = new double[Plain.size(dims)];
        double[] scale = new double[data.length];
        int at = 0;
        for (int k = 0; k < count; k++) {
            double[][] matrix = new double[m][n];
            for (int i = 0; i < m; i++) {
                System.arraycopy(x.data(), (k * m + i) * n, matrix[i], 0, n);
            }
            double[][] result = f.apply(matrix);
            double greatest = Arrays.stream(result).flatMapToDouble(Arrays::stream).map(Math::abs).max().orElse(0);
            for (double[] row : result) {
                for (double value : row) {
                    scale[at] = greatest;
                    data[at++] = value;
                }
            }
        }
        return Plain.of(data, dims).withScale(Plain.of(scale, dims));
    }

    static double[][] identity(int m, int n) {
        double[][] one = new double[m][n];
        for (int i = 0; i < Math.min(m, n); i++) {
            one[i][i] = 1;
        }
        return one;
    }

    static double[][] transpose(double[][] a) {
        double[][] turned = new double[a.length == 0 ? 0 : a[0].length][a.length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < turned.length; j++) {
                turned[j][i] = a[i][j];
            }
        }
        return turned;
    }

    /** By the formula for each element. */
    static double[][] cholesky(double[][] a) {
        double[][] l = new double[a.length][a.length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = a[i][j];
                for (int k = 0; k < j; k++) {
                    sum -= l[i][k] * l[j][k];
                }
                l[i][j] = i == j ? Math.sqrt(sum) : sum / l[j][j];
            }
        }
        return l;
    }

    /** Q of the columns by Gram and Schmidt's method, done twice; only as many columns as rows. */
    static double[][] orthonormal(double[][] a) {
        double[][] columns = transpose(a);
        double[][] q = Arrays.copyOf(columns, Math.min(a.length, columns.length));
        for (int j = 0; j < q.length; j++) {
            q[j] = q[j].clone();
            for (int again = 0; again < 2; again++) {
                for (int k = 0; k < j; k++) {
                    double inner = dot(q[k], q[j]);
                    for (int i = 0; i < q[j].length; i++) {
                        q[j][i] -= inner * q[k][i];
                    }
                }
            }
            double norm = Math.sqrt(dot(q[j], q[j]));
            q[j] = Arrays.stream(q[j]).map(x -> x / norm).toArray();
        }
        return transpose(q);
    }

    /** R = Q^T A, with zeros below the diagonal. */
    static double[][] triangular(double[][] a) {
        double[][] q = transpose(orthonormal(a));
        double[][] columns = transpose(a);
        double[][] r = new double[q.length][columns.length];
        for (int i = 0; i < q.length; i++) {
            for (int j = i; j < columns.length; j++) {
                r[i][j] = dot(q[i], columns[j]);
            }
        }
        return r;
    }

    private static double dot(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * y[i];
        }
        return sum;
    }

    /** The inverse by Gauss and Jordan's method, with the greatest pivot. */
    static double[][] inverse(double[][] a) {
        int n = a.length;
        double[][] wide = new double[n][2 * n];
        for (int i = 0; i < n; i++) {
            System.arraycopy(a[i], 0, wide[i], 0, n);
            wide[i][n + i] = 1;
        }
        for (int k = 0; k < n; k++) {
            int best = k;
            for (int i = k + 1; i < n; i++) {
                best = Math.abs(wide[i][k]) > Math.abs(wide[best][k]) ? i : best;
            }
            double[] row = wide[best];
            wide[best] = wide[k];
            wide[k] = row;
            double pivot = row[k];
            for (int j = 0; j < 2 * n; j++) {
                row[j] /= pivot;
            }
            for (int i = 0; i < n; i++) {
                double factor = wide[i][k];
                for (int j = 0; j < 2 * n && i != k; j++) {
                    wide[i][j] -= factor * row[j];
                }
            }
        }
        double[][] inverse = new double[n][];
        Arrays.setAll(inverse, i -> Arrays.copyOfRange(wide[i], n, 2 * n));
        return inverse;
    }

    /** By expansion along the first row. */
    static double determinant(double[][] a) {
        if (a.length == 0) {
            return 1;
        }
        double sum = 0;
        for (int j = 0; j < a.length; j++) {
            double[][] minor = new double[a.length - 1][a.length - 1];
            for (int i = 1; i < a.length; i++) {
                for (int k = 0, at = 0; k < a.length; k++) {
                    if (k != j) {
                        minor[i - 1][at++] = a[i][k];
                    }
                }
            }
            sum += (j % 2 == 0 ? 1 : -1) * a[0][j] * determinant(minor);
        }
        return sum;
    }
}

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

    /** L and U, by elimination with the greatest pivot of each column. */
    static double[][][] eliminated(double[][] a) {
        int m = a.length;
        int n = a[0].length;
        int k = Math.min(m, n);
        double[][] u = new double[m][];
        Arrays.setAll(u, i -> a[i].clone());
        double[][] l = new double[m][k];
        for (int j = 0; j < k; j++) {
            int best = j;
            for (int i = j + 1; i < m; i++) {
                best = Math.abs(u[i][j]) > Math.abs(u[best][j]) ? i : best;
            }
            double[] row = u[best];
            u[best] = u[j];
            u[j] = row;
            double[] factors = l[best];
            l[best] = l[j];
            l[j] = factors;
            l[j][j] = 1;
            for (int i = j + 1; i < m; i++) {
                l[i][j] = u[i][j] / u[j][j];
                for (int c = j; c < n; c++) {
                    u[i][c] = c == j ? 0 : u[i][c] - l[i][j] * u[j][c];
                }
            }
        }
        return new double[][][] {l, Arrays.copyOf(u, k)};
    }

    /** Eigenvalues, ascending, in a row, and below it the eigenvectors in columns: by Jacobi's rotations. */
    static double[][] eigen(double[][] symmetric) {
        int n = symmetric.length;
        double[][] a = new double[n][];
        Arrays.setAll(a, i -> symmetric[i].clone());
        double[][] v = identity(n, n);
        for (int sweep = 0; sweep < 30; sweep++) {
            for (int p = 0; p < n; p++) {
                for (int q = p + 1; q < n; q++) {
                    if (a[p][q] != 0) {
                        double angle = Math.atan2(2 * a[p][q], a[q][q] - a[p][p]) / 2;
                        rotate(a, p, q, Math.cos(angle), Math.sin(angle));
                        a = transpose(a);
                        rotate(a, p, q, Math.cos(angle), Math.sin(angle));
                        a = transpose(a);
                        rotate(v, p, q, Math.cos(angle), Math.sin(angle));
                    }
                }
            }
        }
        double[][] diagonal = a;
        int[] order = java.util.stream.IntStream.range(0, n).boxed()
                .sorted(java.util.Comparator.comparingDouble(i -> diagonal[i][i])).mapToInt(i -> i).toArray();
        double[][] result = new double[n + 1][n];
        for (int j = 0; j < n; j++) {
            double[] vector = v[order[j]];
            double greatest = Arrays.stream(vector).reduce(0, (x, y) -> Math.abs(y) > Math.abs(x) ? y : x);
            result[0][j] = diagonal[order[j]][order[j]];
            for (int i = 0; i < n; i++) {
                result[i + 1][j] = greatest < 0 ? -vector[i] : vector[i];
            }
        }
        return result;
    }

    /** Turns two rows. */
    private static void rotate(double[][] a, int p, int q, double cos, double sin) {
        for (int j = 0; j < a[p].length; j++) {
            double x = a[p][j];
            double y = a[q][j];
            a[p][j] = cos * x - sin * y;
            a[q][j] = sin * x + cos * y;
        }
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

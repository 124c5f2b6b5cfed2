package lanegrad.kernels.gemm;

import static org.junit.jupiter.api.Assertions.fail;

import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.kernels.GemmKernels;

/**
 * The product by its definition: three loops in double precision over copies of the operands. A sum of k products and a
 * start, added in any order in arithmetic of unit roundoff u, is off by at most {@code (k + 1) u sum|a b|} (and terms
 * in u squared): that is the bound for every element.
 */
final class GemmOracle {

    private GemmOracle() {
    }

    /** Runs the kernels on a case and compares every element with the definition. */
    static void check(GemmKernels kernels, GemmCase of) {
        NdArray left = of.left();
        NdArray right = of.right();
        NdArray result = of.result();
        double[] a = left.expand(GemmCase.shape(of.batch(), of.m(), of.k())).toDoubleArray();
        double[] b = right.expand(GemmCase.shape(of.batch(), of.k(), of.n())).toDoubleArray();
        double[] before = result.toDoubleArray();
        kernels.matmul(left, right, result, of.accumulate());
        compare(of, a, b, before, result.toDoubleArray());
    }

    private static void compare(GemmCase of, double[] a, double[] b, double[] before, double[] c) {
        int m = of.m();
        int n = of.n();
        int k = of.k();
        double roundoff = of.type() == DType.F32 ? 0x1p-24 : 0x1p-53;
        int items = m * n == 0 ? 0 : c.length / (m * n);
        for (int item = 0; item < items; item++) {
            for (int row = 0; row < m; row++) {
                for (int column = 0; column < n; column++) {
                    int at = (item * m + row) * n + column;
                    double sum = of.accumulate() ? before[at] : 0;
                    double size = Math.abs(sum);
                    for (int i = 0; i < k; i++) {
                        double term = a[(item * m + row) * k + i] * b[(item * k + i) * n + column];
                        sum += term;
                        size += Math.abs(term);
                    }
                    double bound = 1.01 * (k + 2) * roundoff * size;
                    if (!(Math.abs(c[at] - sum) <= bound)) {
                        fail(of + ": element " + item + ", " + row + ", " + column + " is " + c[at] + ", expected "
                                + sum
                                + " within " + bound);
                    }
                }
            }
        }
    }
}

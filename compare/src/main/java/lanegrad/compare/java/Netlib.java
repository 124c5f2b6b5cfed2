package lanegrad.compare.java;

import dev.ludovic.netlib.blas.BLAS;
import dev.ludovic.netlib.blas.JavaBLAS;
import lanegrad.compare.cases.Gemm;
import lanegrad.compare.contestant.Contestant;
import lanegrad.compare.contestant.Job;
import lanegrad.jmh.work.Inputs;

/** netlib's VectorBLAS, which has one thread and stores columns. */
public final class Netlib extends Contestant {

    private static final BLAS BLAS = JavaBLAS.getInstance();

    /** The number of threads changes nothing. */
    public Netlib(int threads) {
        offer(Gemm.class, Product::new);
    }

    @Override
    public int threads() {
        return 1;
    }

    @Override
    public String remark() {
        return BLAS.getClass().getSimpleName();
    }

    /** What is row after row to us is the transpose, column after column: {@code C^T = B^T A^T}. */
    private static final class Product implements Job {

        private final Gemm gemm;
        private final float[] a;
        private final float[] b;
        private final float[] c;

        Product(Gemm gemm) {
            this.gemm = gemm;
            a = Inputs.uniform(gemm.m() * gemm.k(), 1);
            b = Inputs.uniform(gemm.k() * gemm.n(), 2);
            c = new float[gemm.m() * gemm.n()];
        }

        @Override
        public void run() {
            int m = gemm.m();
            int n = gemm.n();
            int k = gemm.k();
            int column = gemm.transposed() ? k : n;
            String turned = gemm.transposed() ? "T" : "N";
            if (gemm.isVector()) {
                BLAS.sgemv(turned, column, gemm.transposed() ? n : k, 1, b, column, a, 1, 0, c, 1);
            } else {
                BLAS.sgemm(turned, "N", n, m, k, 1, b, column, a, k, 0, c, n);
            }
        }

        @Override
        public float[] result() {
            return c;
        }
    }
}

package lanegrad.compare.blas;

import static org.bytedeco.openblas.global.openblas_full.*;

import lanegrad.compare.cases.Gemm;
import lanegrad.compare.contestant.Contestant;

/** OpenBLAS, which chooses its kernels by the processor. */
public final class OpenBlas extends Contestant {

    /** Loads the library and tells it how many threads to use. */
    public OpenBlas(int threads) {
        openblas_set_num_threads(threads);
        offer(Gemm.class, Product::new);
    }

    @Override
    public int threads() {
        return openblas_get_num_threads();
    }

    @Override
    public String remark() {
        return openblas_get_config().getString();
    }

    private static final class Product extends NativeProduct {

        Product(Gemm gemm) {
            super(gemm);
        }

        /** A vector times a matrix is a matrix, the other way round, times a vector. */
        @Override
        public void run() {
            int m = gemm.m();
            int n = gemm.n();
            int k = gemm.k();
            int row = gemm.transposed() ? k : n;
            if (gemm.isVector()) {
                cblas_sgemv(CblasRowMajor, gemm.transposed() ? CblasNoTrans : CblasTrans, gemm.transposed() ? n : k,
                        row,
                        1, b, row, a, 1, 0, c, 1);
            } else {
                cblas_sgemm(CblasRowMajor, CblasNoTrans, gemm.transposed() ? CblasTrans : CblasNoTrans, m, n, k, 1, a,
                        k, b, row, 0, c, n);
            }
        }
    }
}

package lanegrad.compare.blas;

import static org.bytedeco.mkl.global.mkl_rt.*;

import lanegrad.compare.cases.Gemm;
import lanegrad.compare.contestant.Contestant;

/** Intel's MKL, which takes its AVX2 kernels on other makers' processors. */
public final class Mkl extends Contestant {

    /** Loads the library and tells it how many threads to use. */
    public Mkl(int threads) {
        MKL_Set_Num_Threads(threads);
        offer(Gemm.class, Product::new);
    }

    @Override
    public int threads() {
        return MKL_Get_Max_Threads();
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

package lanegrad.compare.libtorch;

import ai.djl.ndarray.NDArray;
import lanegrad.compare.cases.Gemm;

/** A product; a transposed operand is a view, as a layer's weights are to PyTorch. */
final class MatrixProduct extends ArrayJob {

    private final NDArray a;
    private final NDArray b;

    MatrixProduct(Gemm gemm) {
        a = uniform(1, gemm.m(), gemm.k());
        b = gemm.transposed() ? uniform(2, gemm.n(), gemm.k()).transpose() : uniform(2, gemm.k(), gemm.n());
    }

    @Override
    NDArray compute() {
        return a.matMul(b);
    }
}

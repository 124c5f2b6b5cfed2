package lanegrad.compare.own;

import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.compare.cases.Gemm;
import lanegrad.compare.contestant.Job;
import lanegrad.jmh.work.Inputs;
import lanegrad.kernels.GemmKernels;
import lanegrad.kernels.Kernels;
import lanegrad.memory.Scope;

/** A product into an array that is there, as BLAS has it. */
final class MatrixProduct implements Job {

    private final GemmKernels kernels = Kernels.best().gemm();
    private final Scope scope = Scope.open("gemm");
    private final NdArray a;
    private final NdArray b;
    private final NdArray c;

    MatrixProduct(Gemm gemm) {
        float[] second = Inputs.uniform(gemm.k() * gemm.n(), 2);
        a = NdArray.of(Inputs.uniform(gemm.m() * gemm.k(), 1), gemm.m(), gemm.k());
        b = gemm.transposed()
                ? NdArray.of(second, gemm.n(), gemm.k()).transpose(0, 1)
                : NdArray.of(second, gemm.k(), gemm.n());
        c = NdArray.empty(DType.F32, Shape.of(gemm.m(), gemm.n()));
    }

    @Override
    public void run() {
        kernels.matmul(a, b, c, false);
    }

    @Override
    public float[] result() {
        return c.toFloatArray();
    }

    @Override
    public void close() {
        scope.close();
    }
}

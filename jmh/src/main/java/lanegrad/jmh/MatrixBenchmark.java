package lanegrad.jmh;

import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.kernels.MatrixKernels;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Decompositions of symmetric positive definite F64 matrices. */
public class MatrixBenchmark extends KernelBenchmark {

    /** Matrices and their side. */
    @Param({"1x256", "100x16", "3x101"})
    public String size = "100x16";

    private MatrixKernels family;
    private NdArray a;
    private NdArray b;
    private NdArray q;
    private NdArray out;

    /** Makes the operands: a Gram matrix, and the identity. */
    @Setup
    public void makeOperands() {
        family = set().matrix();
        long[] sizes = sizes(size, 2);
        long n = sizes[1];
        NdArray x = NdArray.empty(DType.F64, Shape.of(sizes[0], n, n));
        set().copy().copy(uniform(1, sizes[0], n, n), x);
        b = NdArray.zeros(DType.F64, x.shape());
        for (long i = 0; i < sizes[0]; i++) {
            for (long j = 0; j < n; j++) {
                b.set(n, i, j, j);
            }
        }
        a = NdArray.empty(DType.F64, x.shape());
        set().copy().copy(b, a);
        set().gemm().matmul(x, x.transpose(1, 2), a, true);
        q = NdArray.empty(DType.F64, x.shape());
        out = NdArray.empty(DType.F64, x.shape());
    }

    /** Cholesky's factor. */
    @Benchmark
    public NdArray cholesky() {
        family.cholesky(a, out);
        return out;
    }

    /** QR by reflections. */
    @Benchmark
    public NdArray qr() {
        family.qr(a, q, out);
        return out;
    }

    /** The solution of a system with as many right sides as unknowns. */
    @Benchmark
    public NdArray solve() {
        family.solve(a, b, out);
        return out;
    }

    /** The inverse. */
    @Benchmark
    public NdArray inverse() {
        family.inverse(a, out);
        return out;
    }
}

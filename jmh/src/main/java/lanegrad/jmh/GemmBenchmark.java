package lanegrad.jmh;

import java.util.concurrent.TimeUnit;
import lanegrad.array.NdArray;
import lanegrad.jmh.work.Inputs;
import lanegrad.kernels.GemmKernels;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Matrix products, F32. The counter {@code gflop} counts in GFLOP/s: a product of an m x k and a k x n matrix is
 * 2 m n k operations.
 *
 * <p>{@code java -jar jmh/target/benchmarks.jar Gemm -p kernels=simd -p size=512x512x512 -jvmArgs -Dlanegrad.threads=1}
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class GemmBenchmark extends KernelBenchmark {

    /** The sizes m x n x k. */
    @Param({"64x64x64", "256x256x256", "512x512x512", "1024x1024x1024", "128x3072x768", "512x512x64", "1x3072x768",
        "127x255x383"})
    public String size = "512x512x512";

    /** Which of the matrices is stored as its transpose. */
    @Param({"NEITHER", "FIRST", "SECOND"})
    public Turned turned = Turned.NEITHER;

    private GemmKernels family;
    private NdArray a;
    private NdArray b;
    private NdArray c;
    private double gflopPerCall;

    /** Which of the matrices is stored as its transpose. */
    public enum Turned {
        /** Both are row-major: {@code a b}. */
        NEITHER,
        /** {@code a^T b}, as for the gradients of weights. */
        FIRST,
        /** {@code a b^T}, as with the weights of a layer. */
        SECOND
    }

    /** What JMH reports beside calls per second. */
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    @State(Scope.Thread)
    public static class Work {
        /** 10^9 floating-point operations. */
        public double gflop;
    }

    /** Makes the operands, and refuses to time a product that is wrong. */
    @Setup
    public void makeOperands() {
        long[] mnk = sizes(size, 3);
        int m = Math.toIntExact(mnk[0]);
        int n = Math.toIntExact(mnk[1]);
        int k = Math.toIntExact(mnk[2]);
        family = set().gemm();
        float[] x = Inputs.uniform(m * k, 1);
        float[] y = Inputs.uniform(k * n, 2);
        a = stored(NdArray.of(x, m, k), turned == Turned.FIRST);
        b = stored(NdArray.of(y, k, n), turned == Turned.SECOND);
        c = empty(m, n);
        gflopPerCall = 2e-9 * m * n * k;
        family.matmul(a, b, c, false);
        check(x, y, c.toFloatArray(), m, n, k);
    }

    private NdArray stored(NdArray matrix, boolean asTranspose) {
        if (!asTranspose) {
            return matrix;
        }
        NdArray turned = empty(matrix.dim(1), matrix.dim(0)).transpose(0, 1);
        set().copy().copy(matrix, turned);
        return turned;
    }

    /** {@code c = a b}. */
    @Benchmark
    public NdArray matmul(Work work) {
        family.matmul(a, b, c, false);
        work.gflop += gflopPerCall;
        return c;
    }

    /** Compares some 32 rows, the last among them, with sums in F64: they may differ by what F32 may round. */
    private static void check(float[] a, float[] b, float[] c, int m, int n, int k) {
        double unit = k * 0x1p-24;
        int step = Math.max(1, (m - 1) / 31);
        for (int i = (m - 1) % step; i < m; i += step) {
            for (int j = 0; j < n; j++) {
                double sum = 0;
                double magnitude = 0;
                for (int l = 0; l < k; l++) {
                    double product = (double) a[i * k + l] * b[l * n + j];
                    sum += product;
                    magnitude += Math.abs(product);
                }
                if (!(Math.abs(c[i * n + j] - sum) <= unit * magnitude)) {
                    throw new IllegalStateException("c[" + i + ", " + j + "] = " + c[i * n + j] + ", expected " + sum);
                }
            }
        }
    }
}

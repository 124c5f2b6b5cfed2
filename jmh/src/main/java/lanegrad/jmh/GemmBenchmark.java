package lanegrad.jmh;

import java.util.concurrent.TimeUnit;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.kernels.Kernels;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Matrix products, F32. The counter {@code gflop} counts in GFLOP/s: a product of an m x k and a k x n matrix is
 * 2 m n k operations.
 *
 * <p>{@code java -jar jmh/target/benchmarks.jar Gemm -p kernels=simd -p size=512x512x512 -jvmArgs -Dlanegrad.threads=1}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = Benchmarks.VECTORS)
public class GemmBenchmark {

    /** Which kernels. */
    @Param({"simd", "scalar"})
    public String kernels;

    /** The sizes m x n x k. */
    @Param({"64x64x64", "256x256x256", "512x512x512", "1024x1024x1024", "128x3072x768", "512x512x64", "1x3072x768"})
    public String size;

    private Kernels family;
    private NdArray a;
    private NdArray b;
    private NdArray c;
    private double gflopPerCall;

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
        long[] mnk = Benchmarks.sizes(size, 3);
        int m = Math.toIntExact(mnk[0]);
        int n = Math.toIntExact(mnk[1]);
        int k = Math.toIntExact(mnk[2]);
        family = Benchmarks.kernels(kernels);
        float[] x = Benchmarks.uniform(m * k, 1);
        float[] y = Benchmarks.uniform(k * n, 2);
        a = NdArray.of(x, m, k);
        b = NdArray.of(y, k, n);
        c = NdArray.empty(DType.F32, Shape.of(m, n));
        gflopPerCall = 2e-9 * m * n * k;
        family.gemm().matmul(a, b, c, false);
        check(x, y, c.toFloatArray(), m, n, k);
    }

    /** {@code c = a b}. */
    @Benchmark
    public NdArray matmul(Work work) {
        family.gemm().matmul(a, b, c, false);
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

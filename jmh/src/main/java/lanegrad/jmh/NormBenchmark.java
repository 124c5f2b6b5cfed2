package lanegrad.jmh;

import java.util.concurrent.TimeUnit;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.kernels.NormKernels;
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

/** Layer norm and RMS norm over the last axis, in F32. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = Benchmarks.VECTORS)
public class NormBenchmark {

    private static final double EPS = 1e-5;

    /** Which kernels. */
    @Param({"simd", "scalar"})
    public String kernels;

    /** Rows and columns. */
    @Param({"4096x768", "1024x4096", "333x777"})
    public String size;

    private NormKernels family;
    private NdArray x;
    private NdArray g;
    private NdArray weight;
    private NdArray bias;
    private NdArray out;
    private NdArray mean;
    private NdArray rstd;
    private NdArray dx;
    private NdArray dweight;
    private NdArray dbias;

    /** Makes the operands; the backward passes start from layer norm's results. */
    @Setup
    public void makeOperands() {
        family = Benchmarks.kernels(kernels).norm();
        long[] sizes = Benchmarks.sizes(size, 2);
        x = Benchmarks.uniform(Shape.of(sizes), 1);
        g = Benchmarks.uniform(x.shape(), 2);
        weight = Benchmarks.uniform(Shape.of(sizes[1]), 3);
        bias = Benchmarks.uniform(Shape.of(sizes[1]), 4);
        out = NdArray.empty(DType.F32, x.shape());
        mean = NdArray.empty(DType.F32, Shape.of(sizes[0]));
        rstd = NdArray.empty(DType.F32, Shape.of(sizes[0]));
        dx = NdArray.empty(DType.F32, x.shape());
        dweight = NdArray.empty(DType.F32, weight.shape());
        dbias = NdArray.empty(DType.F32, bias.shape());
        layerNorm();
    }

    /** Layer norm. */
    @Benchmark
    public NdArray layerNorm() {
        family.layerNorm(x, weight, bias, EPS, out, mean, rstd);
        return out;
    }

    /** Layer norm's backward pass alone. */
    @Benchmark
    public NdArray layerNormBackward() {
        family.layerNormBackward(x, weight, mean, rstd, g, dx, dweight, dbias);
        return dx;
    }

    /** RMS norm. */
    @Benchmark
    public NdArray rmsNorm() {
        family.rmsNorm(x, weight, EPS, out, rstd);
        return out;
    }

    /** RMS norm's backward pass alone. */
    @Benchmark
    public NdArray rmsNormBackward() {
        family.rmsNormBackward(x, weight, rstd, g, dx, dweight);
        return dx;
    }
}

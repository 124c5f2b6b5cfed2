package lanegrad.jmh;

import java.util.concurrent.TimeUnit;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.kernels.ChannelNormKernels;
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

/** Batch norm of images in F32, and group norm of one group. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = Benchmarks.VECTORS)
public class ChannelNormBenchmark {

    private static final double EPS = 1e-5;

    /** Which kernels. */
    @Param({"simd", "scalar"})
    public String kernels;

    /** Samples, channels, elements of a plane. */
    @Param({"32x64x3136", "32x256x196", "32x512x49", "4096x768x1", "31x63x333"})
    public String size;

    private ChannelNormKernels family;
    private NdArray x;
    private NdArray g;
    private NdArray weight;
    private NdArray bias;
    private NdArray out;
    private NdArray mean;
    private NdArray variance;
    private NdArray means;
    private NdArray variances;
    private NdArray dx;
    private NdArray dweight;
    private NdArray dbias;

    /** Makes the operands; the backward passes start from the forward passes' statistics. */
    @Setup
    public void makeOperands() {
        family = Benchmarks.kernels(kernels).channelNorm();
        long[] sizes = Benchmarks.sizes(size, 3);
        Shape channels = Shape.of(sizes[1]);
        x = Benchmarks.uniform(Shape.of(sizes), 1);
        g = Benchmarks.uniform(x.shape(), 2);
        weight = Benchmarks.uniform(channels, 3);
        bias = Benchmarks.uniform(channels, 4);
        out = NdArray.empty(DType.F32, x.shape());
        mean = NdArray.empty(DType.F32, channels);
        variance = NdArray.empty(DType.F32, channels);
        means = NdArray.empty(DType.F32, Shape.of(sizes[0], 1));
        variances = NdArray.empty(DType.F32, Shape.of(sizes[0], 1));
        dx = NdArray.empty(DType.F32, x.shape());
        dweight = NdArray.empty(DType.F32, channels);
        dbias = NdArray.empty(DType.F32, channels);
        batchNorm();
        groupNorm();
    }

    /** Batch norm while a layer is trained. */
    @Benchmark
    public NdArray batchNorm() {
        family.batchNorm(x, weight, bias, EPS, out, mean, variance);
        return out;
    }

    /** Batch norm's backward pass alone. */
    @Benchmark
    public NdArray batchNormBackward() {
        family.batchNormBackward(x, weight, mean, variance, EPS, g, dx, dweight, dbias);
        return dx;
    }

    /** Batch norm by given statistics. */
    @Benchmark
    public NdArray batchNormInference() {
        family.batchNormInference(x, mean, variance, weight, bias, EPS, out);
        return out;
    }

    /** Group norm. */
    @Benchmark
    public NdArray groupNorm() {
        family.groupNorm(x, weight, bias, EPS, out, means, variances);
        return out;
    }

    /** Group norm's backward pass alone. */
    @Benchmark
    public NdArray groupNormBackward() {
        family.groupNormBackward(x, weight, means, variances, EPS, g, dx, dweight, dbias);
        return dx;
    }
}

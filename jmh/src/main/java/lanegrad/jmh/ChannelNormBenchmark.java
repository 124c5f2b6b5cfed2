package lanegrad.jmh;

import lanegrad.array.NdArray;
import lanegrad.kernels.ChannelNormKernels;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Batch norm of images in F32, and group norm of one group. */
public class ChannelNormBenchmark extends KernelBenchmark {

    private static final double EPS = 1e-5;

    /** Samples, channels, elements of a plane. */
    @Param({"32x64x3136", "32x256x196", "32x512x49", "4096x768x1", "31x63x333"})
    public String size = "32x64x3136";

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
        family = set().channelNorm();
        long[] sizes = sizes(size, 3);
        long samples = sizes[0];
        long channels = sizes[1];
        x = uniform(1, sizes);
        g = uniform(2, sizes);
        weight = uniform(3, channels);
        bias = uniform(4, channels);
        out = empty(sizes);
        mean = empty(channels);
        variance = empty(channels);
        means = empty(samples, 1);
        variances = empty(samples, 1);
        dx = empty(sizes);
        dweight = empty(channels);
        dbias = empty(channels);
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

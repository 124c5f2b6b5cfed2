package lanegrad.jmh;

import lanegrad.array.NdArray;
import lanegrad.kernels.ConvKernels;
import lanegrad.kernels.ConvOptions;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * Convolutions in F32 with padding that keeps the side of the image, with a bias.
 *
 * <p>{@code java -jar jmh/target/benchmarks.jar Conv -p kernels=simd -p size=8x64x56x64x3x1 -jvmArgs
 * -Dlanegrad.threads=1}
 */
public class ConvBenchmark extends KernelBenchmark {

    /** Images, channels, side of the image, outputs, side of the kernel, groups. */
    @Param({"8x64x56x64x3x1", "8x128x28x128x3x1", "8x512x7x512x3x1", "8x256x28x64x1x1", "8x3x57x33x5x1",
        "8x64x56x64x3x64"})
    public String size = "8x64x56x64x3x1";

    private ConvKernels family;
    private ConvOptions options;
    private NdArray x;
    private NdArray weight;
    private NdArray bias;
    private NdArray out;
    private NdArray g;
    private NdArray dx;
    private NdArray dweight;

    /** Makes the operands, and refuses to time a convolution whose middle is wrong. */
    @Setup
    public void makeOperands() {
        family = set().conv();
        long[] sizes = sizes(size, 6);
        int kernel = (int) sizes[4];
        options = ConvOptions.of(1, kernel / 2).withGroups((int) sizes[5]);
        x = uniform(1, sizes[0], sizes[1], sizes[2], sizes[2]);
        weight = uniform(2, sizes[3], sizes[1] / sizes[5], kernel, kernel);
        bias = uniform(3, sizes[3]);
        g = uniform(4, sizes[0], sizes[3], sizes[2], sizes[2]);
        out = empty(g.shape().toArray());
        dx = empty(x.shape().toArray());
        dweight = empty(weight.shape().toArray());
        forward();
        long middle = sizes[2] / 2;
        double sum = bias.getDouble(0);
        for (int c = 0; c < sizes[1] / sizes[5]; c++) {
            for (int k = 0; k < kernel; k++) {
                for (int l = 0; l < kernel; l++) {
                    sum += x.getDouble(0, c, middle + k - kernel / 2, middle + l - kernel / 2)
                            * weight.getDouble(0, c, k, l);
                }
            }
        }
        double found = out.getDouble(0, 0, middle, middle);
        if (!(Math.abs(found - sum) <= 1e-3)) {
            throw new IllegalStateException("out[0, 0, middle, middle] = " + found + ", expected " + sum);
        }
    }

    /** The forward pass. */
    @Benchmark
    public NdArray forward() {
        family.forward(x, weight, bias, options, out);
        return out;
    }

    /** The forward pass, and the gradients of input and weight. */
    @Benchmark
    public NdArray forwardAndBackward() {
        family.forward(x, weight, bias, options, out);
        family.inputGradient(g, weight, options, dx);
        family.weightGradient(g, x, options, dweight);
        return dweight;
    }
}

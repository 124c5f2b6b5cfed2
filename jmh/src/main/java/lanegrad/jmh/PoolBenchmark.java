package lanegrad.jmh;

import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.kernels.ConvKernels;
import lanegrad.kernels.PoolOptions;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Pooling of F32 images. */
public class PoolBenchmark extends KernelBenchmark {

    /** Images, channels, side of the image, side of a window, stride, padding. */
    @Param({"8x64x56x2x2x0", "8x64x112x3x2x1", "3x5x37x3x1x1"})
    public String size = "8x64x56x2x2x0";

    private ConvKernels family;
    private PoolOptions options;
    private NdArray x;
    private NdArray dx;
    private NdArray out;
    private NdArray places;
    private NdArray g;

    /** Makes the operands, and what the gradients start from. */
    @Setup
    public void makeOperands() {
        family = set().conv();
        long[] sizes = sizes(size, 6);
        options = PoolOptions.of((int) sizes[3], (int) sizes[4], (int) sizes[5]);
        x = uniform(1, sizes[0], sizes[1], sizes[2], sizes[2]);
        dx = empty(sizes[0], sizes[1], sizes[2], sizes[2]);
        long side = options.outputHeight(sizes[2]);
        out = empty(sizes[0], sizes[1], side, side);
        g = uniform(2, sizes[0], sizes[1], side, side);
        places = NdArray.zeros(DType.I64, Shape.of(sizes[0], sizes[1], side, side));
        maxPool();
    }

    /** The greatest of each window. */
    @Benchmark
    public NdArray maxPool() {
        family.maxPool(x, options, out, places);
        return out;
    }

    /** The gradient of the greatest of each window. */
    @Benchmark
    public NdArray maxPoolGradient() {
        family.maxPoolGradient(g, places, dx);
        return dx;
    }

    /** The mean of each window. */
    @Benchmark
    public NdArray avgPool() {
        family.avgPool(x, options, out);
        return out;
    }

    /** The gradient of the mean of each window. */
    @Benchmark
    public NdArray avgPoolGradient() {
        family.avgPoolGradient(g, options, dx);
        return dx;
    }
}

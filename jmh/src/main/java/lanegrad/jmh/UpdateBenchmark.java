package lanegrad.jmh;

import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.kernels.UpdateKernels;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Steps of optimizers on F32 parameters. */
public class UpdateBenchmark extends KernelBenchmark {

    private static final double RATE = 1e-3;

    /** How many parameters. */
    @Param({"1048576", "65536", "1001"})
    public int elements = 65_536;

    private UpdateKernels family;
    private NdArray parameter;
    private NdArray gradient;
    private NdArray mean;
    private NdArray square;

    /** Makes the operands. */
    @Setup
    public void makeOperands() {
        family = set().update();
        parameter = uniform(1, elements);
        gradient = uniform(2, elements);
        mean = NdArray.zeros(DType.F32, Shape.of(elements));
        square = NdArray.zeros(DType.F32, Shape.of(elements));
    }

    /** AdamW. */
    @Benchmark
    public NdArray adamW() {
        family.adamW(parameter, gradient, mean, square, RATE, 0.9, 0.999, 1e-8, 0.01, 1, 1);
        return parameter;
    }

    /** Gradient descent with momentum. */
    @Benchmark
    public NdArray sgd() {
        family.sgd(parameter, gradient, mean, RATE, 0.9, 0, false, 0, 1);
        return parameter;
    }

    /** The sum of squares, of which clipping takes the root. */
    @Benchmark
    public double sumOfSquares() {
        return family.sumOfSquares(gradient);
    }
}

package lanegrad.jmh;

import lanegrad.array.NdArray;
import lanegrad.kernels.RandomKernels;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Random F32 numbers and dropout. */
public class RandomBenchmark extends KernelBenchmark {

    private static final long KEY = 1;

    /** How many elements. */
    @Param({"1048576", "65536", "1001"})
    public int elements = 65_536;

    private RandomKernels family;
    private NdArray x;
    private NdArray out;

    /** Makes the operands. */
    @Setup
    public void makeOperands() {
        family = set().random();
        x = uniform(1, elements);
        out = empty(elements);
    }

    /** Uniform numbers. */
    @Benchmark
    public NdArray uniform() {
        family.uniform(KEY, 0, 0, 1, out);
        return out;
    }

    /** Normal numbers. */
    @Benchmark
    public NdArray normal() {
        family.normal(KEY, 0, 0, 1, out);
        return out;
    }

    /** Dropout. */
    @Benchmark
    public NdArray dropout() {
        family.dropout(KEY, 0, 0.1, x, out);
        return out;
    }
}

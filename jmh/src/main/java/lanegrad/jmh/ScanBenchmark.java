package lanegrad.jmh;

import lanegrad.array.NdArray;
import lanegrad.kernels.ScanKernels;
import lanegrad.kernels.ScanOp;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Running sums and recurrences along either axis of F32 matrices. */
public class ScanBenchmark extends KernelBenchmark {

    /** Rows and columns. */
    @Param({"1024x1024", "333x1001"})
    public String size = "1024x1024";

    /** Along which axis. */
    @Param({"0", "1"})
    public int axis = 1;

    private ScanKernels family;
    private NdArray a;
    private NdArray b;
    private NdArray out;

    /** Makes the operands. */
    @Setup
    public void makeOperands() {
        family = set().scan();
        long[] sizes = sizes(size, 2);
        a = uniform(1, sizes);
        b = uniform(2, sizes);
        out = empty(sizes);
    }

    /** Running sums. */
    @Benchmark
    public NdArray cumSum() {
        family.scan(ScanOp.SUM, a, axis, false, false, out);
        return out;
    }

    /** {@code out[i] = a[i] out[i - 1] + b[i]}. */
    @Benchmark
    public NdArray recurrence() {
        family.recurrence(a, b, axis, false, out);
        return out;
    }
}

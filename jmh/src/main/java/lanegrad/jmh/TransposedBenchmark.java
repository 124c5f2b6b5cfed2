package lanegrad.jmh;

import java.util.concurrent.TimeUnit;
import lanegrad.array.NdArray;
import lanegrad.kernels.BinaryOp;
import lanegrad.kernels.Kernels;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * An addition and a copy of square F32 matrices, of which one operand is transposed or not. The counter
 * {@code gigabytes} counts what is read and written, in GB/s.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class TransposedBenchmark extends KernelBenchmark {

    /** Rows and columns. */
    @Param({"256", "1024", "2048", "1001"})
    public int side = 256;

    /** Whether the operand lies the other way round. */
    @Param({"false", "true"})
    public boolean transposed = true;

    private Kernels set;
    private NdArray a;
    private NdArray b;
    private NdArray out;

    /** Makes the operands. */
    @Setup
    public void makeOperands() {
        set = set();
        a = uniform(1, side, side);
        b = uniform(2, side, side);
        b = transposed ? b.transpose(0, 1) : b;
        out = empty(side, side);
    }

    /** {@code out = a + b}. */
    @Benchmark
    public NdArray add(Traffic traffic) {
        set.map().binary(BinaryOp.ADD, a, b, out);
        traffic.gigabytes += 1e-9 * Float.BYTES * 3 * side * side;
        return out;
    }

    /** {@code out = b}. */
    @Benchmark
    public NdArray copy(Traffic traffic) {
        set.copy().copy(b, out);
        traffic.gigabytes += 1e-9 * Float.BYTES * 2 * side * side;
        return out;
    }
}

package lanegrad.jmh;

import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import lanegrad.array.NdArray;
import lanegrad.kernels.BinaryOp;
import lanegrad.kernels.MapKernels;
import lanegrad.kernels.UnaryOp;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Elementwise kernels on contiguous F32. The counter {@code gigabytes} counts what is read and written, in GB/s. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class ElementwiseBenchmark extends KernelBenchmark {

    /** A {@link UnaryOp} or a {@link BinaryOp}. */
    @Param({"add", "mul", "exp", "log", "tanh", "sigmoid", "gelu"})
    public String op = "add";

    /** How many elements. */
    @Param({"1048576", "16777216", "100003"})
    public int elements = 1 << 20;

    private MapKernels family;
    private UnaryOp unary;
    private BinaryOp binary;
    private NdArray a;
    private NdArray b;
    private NdArray out;
    private double gigabytesPerCall;

    /** Finds the op and makes its operands. */
    @Setup
    public void makeOperands() {
        family = set().map();
        String name = op.toUpperCase(Locale.ROOT);
        boolean isUnary = Arrays.stream(UnaryOp.values()).anyMatch(o -> o.name().equals(name));
        unary = isUnary ? UnaryOp.valueOf(name) : null;
        binary = isUnary ? null : BinaryOp.valueOf(name);
        a = uniform(1, elements);
        b = uniform(2, elements);
        out = empty(elements);
        gigabytesPerCall = 1e-9 * Float.BYTES * elements * (isUnary ? 2 : 3);
    }

    /** {@code out = op(a)} or {@code out = op(a, b)}. */
    @Benchmark
    public NdArray map(Traffic traffic) {
        if (unary != null) {
            family.unary(unary, a, out);
        } else {
            family.binary(binary, a, b, out);
        }
        traffic.gigabytes += gigabytesPerCall;
        return out;
    }
}

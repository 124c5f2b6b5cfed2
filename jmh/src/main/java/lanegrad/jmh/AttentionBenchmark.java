package lanegrad.jmh;

import java.util.concurrent.TimeUnit;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.kernels.AttentionKernels;
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

/** Attention of one sequence in F32, self-attention's shapes: queries, keys and values of [1, heads, length, width]. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = Benchmarks.VECTORS)
public class AttentionBenchmark {

    /** Which kernels. */
    @Param({"simd", "scalar"})
    public String kernels;

    /** Heads, length of the sequence, width of a head. */
    @Param({"12x128x64", "12x512x64", "12x2048x64"})
    public String size;

    /** Whether a query sees only the keys up to its own. */
    @Param({"false", "true"})
    public boolean causal;

    private AttentionKernels family;
    private double scale;
    private NdArray q;
    private NdArray k;
    private NdArray v;
    private NdArray out;
    private NdArray lse;
    private NdArray g;
    private NdArray dq;
    private NdArray dk;
    private NdArray dv;

    /** Makes the operands; the backward pass starts from a forward pass's results. */
    @Setup
    public void makeOperands() {
        family = Benchmarks.kernels(kernels).attention();
        long[] sizes = Benchmarks.sizes(size, 3);
        Shape shape = Shape.of(1, sizes[0], sizes[1], sizes[2]);
        scale = 1 / Math.sqrt(sizes[2]);
        q = Benchmarks.uniform(shape, 1);
        k = Benchmarks.uniform(shape, 2);
        v = Benchmarks.uniform(shape, 3);
        g = Benchmarks.uniform(shape, 4);
        out = NdArray.empty(DType.F32, shape);
        lse = NdArray.empty(DType.F32, Shape.of(1, sizes[0], sizes[1]));
        dq = NdArray.empty(DType.F32, shape);
        dk = NdArray.empty(DType.F32, shape);
        dv = NdArray.empty(DType.F32, shape);
        forward();
    }

    /** The forward pass. */
    @Benchmark
    public NdArray forward() {
        family.forward(q, k, v, null, causal, scale, out, lse);
        return out;
    }

    /** The backward pass alone. */
    @Benchmark
    public NdArray backward() {
        family.backward(q, k, v, null, causal, scale, out, lse, g, dq, dk, dv);
        return dq;
    }
}

package lanegrad.jmh;

import lanegrad.array.NdArray;
import lanegrad.kernels.AttentionKernels;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Attention of one sequence in F32, self-attention's shapes: queries, keys and values of [1, heads, length, width]. */
public class AttentionBenchmark extends KernelBenchmark {

    /** Heads, length of the sequence, width of a head. */
    @Param({"12x128x64", "12x512x64", "12x2048x64", "3x129x65"})
    public String size = "12x512x64";

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
        family = set().attention();
        long[] sizes = sizes(size, 3);
        long[] shape = {1, sizes[0], sizes[1], sizes[2]};
        scale = 1 / Math.sqrt(sizes[2]);
        q = uniform(1, shape);
        k = uniform(2, shape);
        v = uniform(3, shape);
        g = uniform(4, shape);
        out = empty(shape);
        lse = empty(1, sizes[0], sizes[1]);
        dq = empty(shape);
        dk = empty(shape);
        dv = empty(shape);
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

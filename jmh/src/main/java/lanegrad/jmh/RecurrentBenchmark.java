package lanegrad.jmh;

import java.util.concurrent.TimeUnit;
import lanegrad.array.NdArray;
import lanegrad.autograd.Autograd;
import lanegrad.autograd.Parameter;
import lanegrad.autograd.Tensor;
import lanegrad.autograd.ops.Recurrent;
import lanegrad.kernels.Kernels;
import lanegrad.memory.Scope;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A recurrent layer over a batch of sequences in F32, without a tape and with all its gradients. */
@State(org.openjdk.jmh.annotations.Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = Benchmarks.VECTORS)
public class RecurrentBenchmark {

    /** Which kernels. */
    @Param({"simd", "scalar"})
    public String kernels;

    /** Which layer. */
    @Param({"lstm", "gru"})
    public String cell;

    /** Sequences, steps, inputs, width. */
    @Param({"32x64x256x256", "1x64x256x256", "33x17x65x99"})
    public String size;

    private Kernels set;
    private Parameter x;
    private Parameter wIh;
    private Parameter wHh;
    private Parameter bIh;
    private Parameter bHh;
    private Tensor slope;

    /** Makes the operands. */
    @Setup
    public void makeOperands() {
        set = Benchmarks.kernels(kernels);
        long[] sizes = Benchmarks.sizes(size, 4);
        long gates = (cell.equals("lstm") ? 4 : 3) * sizes[3];
        double scale = 1 / Math.sqrt(sizes[3]);
        x = uniform(1, 1, sizes[1], sizes[0], sizes[2]);
        wIh = uniform(2, scale, gates, sizes[2]);
        wHh = uniform(3, scale, gates, sizes[3]);
        bIh = uniform(4, scale, gates);
        bHh = uniform(5, scale, gates);
        slope = Tensor.of(uniform(6, 1, sizes[1], sizes[0], sizes[3]).array());
    }

    /** What inference does. */
    @Benchmark
    public double forward() {
        try (Scope _ = Scope.open(); var _ = Autograd.noGrad(); var _ = Autograd.use(set)) {
            return layer().size();
        }
    }

    /** What a step of training does: gradients of the input, the weights and the biases. */
    @Benchmark
    public double forwardAndBackward() {
        try (Scope _ = Scope.open(); var _ = Autograd.use(set)) {
            for (Parameter parameter : new Parameter[] {x, wIh, wHh, bIh, bHh}) {
                parameter.zeroGrad();
            }
            Tensor output = layer();
            output.backward(slope);
            return output.size();
        }
    }

    private Tensor layer() {
        return cell.equals("lstm") ? Recurrent.lstm(x, null, null, wIh, wHh, bIh, bHh).output()
                : Recurrent.gru(x, null, wIh, wHh, bIh, bHh).output();
    }

    private static Parameter uniform(long seed, double scale, long... dims) {
        int count = 1;
        for (long dim : dims) {
            count = Math.toIntExact(count * dim);
        }
        float[] values = Benchmarks.uniform(count, seed);
        for (int i = 0; i < count; i++) {
            values[i] *= (float) scale;
        }
        return Parameter.of(NdArray.of(values, dims));
    }
}

package lanegrad.jmh;

import lanegrad.array.NdArray;
import lanegrad.autograd.Autograd;
import lanegrad.autograd.Parameter;
import lanegrad.autograd.Tensor;
import lanegrad.autograd.ops.Recurrent;
import lanegrad.kernels.BinaryOp;
import lanegrad.kernels.Kernels;
import lanegrad.memory.Scope;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** A recurrent layer over a batch of sequences in F32, without a tape and with all its gradients. */
public class RecurrentBenchmark extends KernelBenchmark {

    /** Which layer. */
    @Param({"lstm", "gru"})
    public String cell = "lstm";

    /** Sequences, steps, inputs, width. */
    @Param({"32x64x256x256", "1x64x256x256", "33x17x65x99"})
    public String size = "32x64x256x256";

    private Parameter x;
    private Parameter wIh;
    private Parameter wHh;
    private Parameter bIh;
    private Parameter bHh;
    private Tensor slope;

    /** Makes the operands. */
    @Setup
    public void makeOperands() {
        long[] sizes = sizes(size, 4);
        long gates = (cell.equals("lstm") ? 4 : 3) * sizes[3];
        double scale = 1 / Math.sqrt(sizes[3]);
        x = parameter(1, 1, sizes[1], sizes[0], sizes[2]);
        wIh = parameter(2, scale, gates, sizes[2]);
        wHh = parameter(3, scale, gates, sizes[3]);
        bIh = parameter(4, scale, gates);
        bHh = parameter(5, scale, gates);
        slope = Tensor.of(uniform(6, sizes[1], sizes[0], sizes[3]));
    }

    /** What inference does. */
    @Benchmark
    public double forward() {
        try (Scope _ = Scope.open(); var _ = Autograd.noGrad(); var _ = Autograd.use(set())) {
            return layer().size();
        }
    }

    /** What a step of training does: gradients of the input, the weights and the biases. */
    @Benchmark
    public double forwardAndBackward() {
        try (Scope _ = Scope.open(); var _ = Autograd.use(set())) {
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

    private static Parameter parameter(long seed, double scale, long... dims) {
        NdArray values = uniform(seed, dims);
        Kernels.best().map().binary(BinaryOp.MUL, values, scale, values);
        return Parameter.of(values);
    }
}

package lanegrad.compare.own;

import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.compare.cases.Elementwise;
import lanegrad.compare.contestant.Job;
import lanegrad.jmh.work.Inputs;
import lanegrad.kernels.BinaryOp;
import lanegrad.kernels.Kernels;
import lanegrad.kernels.MapKernels;
import lanegrad.kernels.UnaryOp;
import lanegrad.memory.Scope;

/** An elementwise function by the kernels, into an array that is there. */
final class ElementwiseMap implements Job {

    private final MapKernels kernels = Kernels.best().map();
    private final Scope scope = Scope.open("elementwise");
    private final UnaryOp unary;
    private final BinaryOp binary;
    private final NdArray a;
    private final NdArray b;
    private final NdArray out;

    ElementwiseMap(Elementwise work) {
        String name = work.function().name();
        unary = work.isBinary() ? null : UnaryOp.valueOf(name);
        binary = work.isBinary() ? BinaryOp.valueOf(name) : null;
        a = NdArray.of(Inputs.uniform(work.size(), 1), work.size());
        b = work.isBinary() ? NdArray.of(Inputs.uniform(work.size(), 2), work.size()) : null;
        out = NdArray.empty(DType.F32, Shape.of(work.size()));
    }

    @Override
    public void run() {
        if (unary != null) {
            kernels.unary(unary, a, out);
        } else {
            kernels.binary(binary, a, b, out);
        }
    }

    @Override
    public float[] result() {
        return out.toFloatArray();
    }

    @Override
    public void close() {
        scope.close();
    }
}

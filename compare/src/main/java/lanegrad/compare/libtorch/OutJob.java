package lanegrad.compare.libtorch;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import java.util.Locale;
import lanegrad.compare.cases.Elementwise;
import lanegrad.compare.cases.Softmax;
import lanegrad.compare.contestant.Job;
import lanegrad.jmh.work.Inputs;

/** A function into an array that is there: PyTorch gets large arrays from the system each time. */
final class OutJob implements Job {

    private final NDManager manager = NDManager.newBaseManager();
    private final PtSymbolBlock program = TorchScript.load("functions", manager);
    private final String method;
    private final PtNDArray out;
    private final IValue[] arguments;

    private OutJob(String method, int operands, long... shape) {
        this.method = method;
        Shape sizes = new Shape(shape);
        arguments = new IValue[operands + 1];
        for (int i = 0; i < operands; i++) {
            float[] values = Inputs.uniform(Math.toIntExact(sizes.size()), i + 1);
            arguments[i] = IValue.from((PtNDArray) manager.create(values, sizes));
        }
        out = (PtNDArray) manager.zeros(sizes);
        arguments[operands] = IValue.from(out);
    }

    static OutJob of(Elementwise work) {
        return new OutJob(work.function().name().toLowerCase(Locale.ROOT), work.isBinary() ? 2 : 1, work.size());
    }

    static OutJob of(Softmax work) {
        return new OutJob("softmax", 1, work.rows(), work.width());
    }

    @Override
    public void run() {
        IValueUtils.runMethod(program, method, arguments).close();
    }

    @Override
    public float[] result() {
        return out.toFloatArray();
    }

    @Override
    public void close() {
        for (IValue argument : arguments) {
            argument.close();
        }
        manager.close();
    }
}

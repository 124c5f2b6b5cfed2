package lanegrad.compare.libtorch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.util.List;
import lanegrad.compare.cases.Weight;
import lanegrad.compare.contestant.Job;
import lanegrad.compare.contestant.Results;
import lanegrad.jmh.work.Inputs;

/** A case by a TorchScript program. The results of the latest run stay until the next one replaces them. */
class ScriptJob implements Job {

    final NDManager manager = NDManager.newBaseManager();
    private final PtSymbolBlock program;
    private final boolean gradients;
    private final NDList arguments = new NDList();
    private NDList results = new NDList();

    /**
     * A job whose arguments are to be added.
     *
     * @param name of the program
     * @param gradients whether it takes gradients
     */
    ScriptJob(String name, boolean gradients) {
        program = TorchScript.load(name, manager);
        this.gradients = gradients;
    }

    /** An argument. */
    final ScriptJob uniform(long seed, long... shape) {
        Shape sizes = new Shape(shape);
        NDArray array = manager.create(Inputs.uniform(Math.toIntExact(sizes.size()), seed), sizes);
        arguments.add(array);
        return this;
    }

    /** An argument that gradients are taken of, if the program takes any. */
    final ScriptJob variable(long seed, long... shape) {
        uniform(seed, shape);
        arguments.getLast().setRequiresGradient(gradients);
        return this;
    }

    final ScriptJob indices(int bound, long seed, long... shape) {
        Shape sizes = new Shape(shape);
        arguments.add(manager.create(Inputs.indices(Math.toIntExact(sizes.size()), bound, seed), sizes));
        return this;
    }

    final ScriptJob flag(boolean value) {
        arguments.add(manager.create(value));
        return this;
    }

    /** An argument that is a list of weights, with seeds from the first one on, and as {@link #variable} has it. */
    final ScriptJob parameters(String list, List<Weight> weights, long firstSeed) {
        for (int i = 0; i < weights.size(); i++) {
            Weight weight = weights.get(i);
            NDArray array = manager.create(weight.values(firstSeed + i), new Shape(weight.shape()));
            array.setRequiresGradient(gradients);
            element(list, array);
        }
        return this;
    }

    /** An element, all zeros, of an argument that is a list. */
    final ScriptJob zeros(String list, long... shape) {
        return element(list, manager.zeros(new Shape(shape)));
    }

    private ScriptJob element(String list, NDArray array) {
        array.setName(list + "[]"); // how DJL knows the elements of a list
        arguments.add(array);
        return this;
    }

    @Override
    public void run() {
        results.close();
        JniUtils.setGradMode(gradients);
        results = IValueUtils.forward(program, arguments, gradients);
        JniUtils.setGradMode(false);
    }

    @Override
    public float[] result() {
        Results all = new Results();
        results.forEach(array -> all.add(array.toFloatArray()));
        return all.toArray();
    }

    @Override
    public final void close() {
        manager.close();
    }
}

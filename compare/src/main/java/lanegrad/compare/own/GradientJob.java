package lanegrad.compare.own;

import lanegrad.autograd.Autograd;
import lanegrad.autograd.Tensor;
import lanegrad.compare.contestant.Job;
import lanegrad.compare.contestant.Results;
import lanegrad.memory.Scope;

/** A case forward and backward. The results are those of the forward pass and the gradients, one after another. */
abstract class GradientJob implements Job {

    private final Scope operands = Scope.open("operands");
    private Scope latest;
    private Tensor output;
    private Tensor[] gradients;

    /** The forward pass. */
    abstract Tensor forward();

    /** What the output is multiplied by. */
    abstract Tensor seed();

    /** What gradients are wanted of. */
    abstract Tensor[] inputs();

    /** The same tensors as leaves. */
    static Tensor[] leaves(Tensor[] tensors) {
        Tensor[] leaves = new Tensor[tensors.length];
        for (int i = 0; i < tensors.length; i++) {
            leaves[i] = tensors[i].requiresGrad();
        }
        return leaves;
    }

    @Override
    public final void run() {
        if (latest == null) {
            latest = Scope.open("run");
        } else {
            latest.restart("run");
        }
        output = forward();
        gradients = Autograd.grad(new Tensor[] {output}, new Tensor[] {seed()}, inputs(), false, false);
    }

    @Override
    public final float[] result() {
        Results results = new Results();
        results.add(output.toFloatArray());
        for (Tensor gradient : gradients) {
            results.add(gradient.toFloatArray());
        }
        return results.toArray();
    }

    @Override
    public final void close() {
        latest.close();
        operands.close();
    }
}

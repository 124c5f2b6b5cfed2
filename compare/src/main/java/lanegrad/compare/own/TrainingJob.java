package lanegrad.compare.own;

import java.util.Collection;
import java.util.List;
import lanegrad.array.NdArray;
import lanegrad.autograd.Parameter;
import lanegrad.autograd.Tensor;
import lanegrad.compare.cases.Training;
import lanegrad.compare.cases.Weight;
import lanegrad.compare.contestant.Job;
import lanegrad.kernels.Kernels;
import lanegrad.memory.Scope;
import lanegrad.nn.Module;
import lanegrad.optim.AdamW;
import lanegrad.optim.Optimizer;

/** A training step. */
abstract class TrainingJob implements Job {

    final Scope operands = Scope.open("operands");
    private final float[] losses = new float[Training.STEPS];
    private Optimizer optimizer;

    /** The loss of the batch. */
    abstract Tensor loss();

    /** Gives a model its first weights, and takes the steps whose losses are compared. */
    final void begin(Module model, List<Weight> weights) {
        Collection<Parameter> parameters = model.parameters().values();
        if (parameters.size() != weights.size()) {
            throw new IllegalStateException(parameters.size() + " parameters, " + weights.size() + " expected");
        }
        int i = 0;
        for (Parameter parameter : parameters) {
            Weight weight = weights.get(i);
            Kernels.best().copy().copy(NdArray.of(weight.values(i), weight.shape()), parameter.array());
            i++;
        }
        optimizer = AdamW.over(model).rate(Training.RATE).decay(Training.DECAY).build();
        for (int step = 0; step < losses.length; step++) {
            losses[step] = (float) step();
        }
    }

    private double step() {
        try (Scope _ = Scope.open("step")) {
            Tensor loss = loss();
            loss.backward();
            optimizer.step();
            optimizer.zeroGrad();
            return loss.item();
        }
    }

    @Override
    public final void run() {
        step();
    }

    @Override
    public final float[] result() {
        return losses;
    }

    @Override
    public final void close() {
        operands.close();
    }
}

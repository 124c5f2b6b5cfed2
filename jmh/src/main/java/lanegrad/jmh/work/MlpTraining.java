package lanegrad.jmh.work;

import java.util.List;
import lanegrad.autograd.Tensor;
import lanegrad.autograd.ops.Fused;
import lanegrad.nn.Module;
import lanegrad.nn.layers.Activation;
import lanegrad.nn.layers.Linear;
import lanegrad.nn.layers.Sequential;
import lanegrad.random.Rng;

/** A training step of an MLP 784-512-512-10 with ReLU and cross-entropy. */
public final class MlpTraining extends TrainingStep {

    /** The sizes of the layers. */
    public static final List<Integer> SIZES = List.of(784, 512, 512, 10);
    /** Examples a step. */
    public static final int BATCH = 128;

    private final Sequential model;
    private final Tensor x = Operands.uniform(100, BATCH, SIZES.getFirst());
    private final Tensor targets = Operands.indices(SIZES.getLast(), 101, BATCH);

    /** Makes the model and its batch. */
    public MlpTraining() {
        Rng rng = new Rng(1);
        model = new Sequential(new Linear(SIZES.get(0), SIZES.get(1), true, rng), Activation.RELU.layer(),
                new Linear(SIZES.get(1), SIZES.get(2), true, rng), Activation.RELU.layer(),
                new Linear(SIZES.get(2), SIZES.get(3), true, rng));
    }

    @Override
    public Module model() {
        return model;
    }

    @Override
    protected Tensor loss() {
        return Fused.crossEntropy(model.forward(x), targets);
    }
}

package lanegrad.compare.own;

import static lanegrad.compare.cases.MlpStep.BATCH;
import static lanegrad.compare.cases.MlpStep.SIZES;

import lanegrad.autograd.Tensor;
import lanegrad.autograd.ops.Fused;
import lanegrad.compare.cases.MlpStep;
import lanegrad.compare.contestant.Inputs;
import lanegrad.nn.layers.Activation;
import lanegrad.nn.layers.Linear;
import lanegrad.nn.layers.Sequential;
import lanegrad.random.Rng;

/** A training step of an MLP. */
final class MlpTraining extends TrainingJob {

    private final Sequential model;
    private final Tensor x;
    private final Tensor targets;

    MlpTraining(MlpStep work) {
        Rng rng = new Rng(1);
        model = new Sequential(new Linear(SIZES.get(0), SIZES.get(1), true, rng), Activation.RELU.layer(),
                new Linear(SIZES.get(1), SIZES.get(2), true, rng), Activation.RELU.layer(),
                new Linear(SIZES.get(2), SIZES.get(3), true, rng));
        x = TensorJob.uniform(100, BATCH, SIZES.getFirst());
        targets = Tensor.of(Inputs.indices(BATCH, SIZES.getLast(), 101), BATCH);
        begin(model, work.weights());
    }

    @Override
    Tensor loss() {
        return Fused.crossEntropy(model.forward(x), targets);
    }
}

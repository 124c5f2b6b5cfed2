package lanegrad.compare.own;

import static lanegrad.compare.cases.GptStep.BATCH;
import static lanegrad.compare.cases.GptStep.HEADS;
import static lanegrad.compare.cases.GptStep.LAYERS;
import static lanegrad.compare.cases.GptStep.LENGTH;
import static lanegrad.compare.cases.GptStep.VOCABULARY;
import static lanegrad.compare.cases.GptStep.WIDTH;

import lanegrad.autograd.Tensor;
import lanegrad.compare.cases.GptStep;
import lanegrad.compare.contestant.Inputs;
import lanegrad.nn.models.Gpt;
import lanegrad.nn.models.GptConfig;
import lanegrad.random.Rng;

/** A training step of a GPT. */
final class GptTraining extends TrainingJob {

    private final Gpt model;
    private final Tensor ids;
    private final Tensor targets;

    GptTraining(GptStep work) {
        model = new Gpt(new GptConfig(VOCABULARY, LENGTH, LAYERS, HEADS, WIDTH, 0, true, false), new Rng(1));
        ids = Tensor.of(Inputs.indices(BATCH * LENGTH, VOCABULARY, 100), BATCH, LENGTH);
        targets = Tensor.of(Inputs.indices(BATCH * LENGTH, VOCABULARY, 101), BATCH, LENGTH);
        begin(model, work.weights());
    }

    @Override
    Tensor loss() {
        return model.loss(ids, targets);
    }
}

package lanegrad.compare.own;

import static lanegrad.compare.cases.Lstm.BATCH;
import static lanegrad.compare.cases.Lstm.STEPS;
import static lanegrad.compare.cases.Lstm.WIDTH;

import lanegrad.autograd.Tensor;
import lanegrad.jmh.work.Operands;

/** A long short-term memory and the gradients of the sequences, the weights and the biases. */
final class LstmGradients extends GradientJob {

    private final Tensor seed = Operands.uniform(2, STEPS, BATCH, WIDTH);
    private final Tensor[] inputs = leaves(LstmForward.operands());

    @Override
    Tensor forward() {
        return LstmForward.states(inputs);
    }

    @Override
    Tensor seed() {
        return seed;
    }

    @Override
    Tensor[] inputs() {
        return inputs;
    }
}

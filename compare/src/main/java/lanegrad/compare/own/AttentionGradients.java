package lanegrad.compare.own;

import static lanegrad.compare.cases.Attention.HEADS;
import static lanegrad.compare.cases.Attention.WIDTH;

import lanegrad.autograd.Tensor;
import lanegrad.compare.cases.Attention;
import lanegrad.jmh.work.Operands;

/** Attention and the gradients of queries, keys and values. */
final class AttentionGradients extends GradientJob {

    private final boolean causal;
    private final Tensor[] inputs = new Tensor[3];
    private final Tensor seed;

    AttentionGradients(Attention work) {
        causal = work.causal();
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = Operands.uniform(i + 1, 1, HEADS, work.length(), WIDTH).requiresGrad();
        }
        seed = Operands.uniform(4, 1, HEADS, work.length(), WIDTH);
    }

    @Override
    Tensor forward() {
        return AttentionForward.attend(inputs[0], inputs[1], inputs[2], causal);
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

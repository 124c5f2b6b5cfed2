package lanegrad.compare.own;

import lanegrad.autograd.Tensor;
import lanegrad.compare.cases.BertForward;
import lanegrad.jmh.work.Bert;
import lanegrad.jmh.work.Operands;
import lanegrad.random.Rng;

/** Inference by BERT. */
final class BertStates extends TensorJob {

    private final Bert model = new Bert(new Rng(1));
    private final Tensor ids;

    BertStates(BertForward work) {
        ids = Operands.indices(Bert.VOCABULARY, 1000, work.batch(), BertForward.LENGTH);
        Weights.fill(model, BertForward.weights());
        model.eval();
    }

    @Override
    Tensor compute() {
        return model.forward(ids);
    }
}

package lanegrad.compare.own;

import lanegrad.autograd.Tensor;
import lanegrad.compare.cases.Sum;
import lanegrad.jmh.work.Operands;

/** A sum. */
final class TotalSum extends TensorJob {

    private final Tensor x;

    TotalSum(Sum work) {
        x = Operands.uniform(1, work.size());
    }

    @Override
    Tensor compute() {
        return x.sum();
    }
}

package lanegrad.compare.own;

import lanegrad.autograd.Tensor;
import lanegrad.autograd.ops.Fused;
import lanegrad.compare.cases.Softmax;
import lanegrad.jmh.work.Operands;

/** Softmax of rows. */
final class RowSoftmax extends TensorJob {

    private final Tensor x;

    RowSoftmax(Softmax work) {
        x = Operands.uniform(1, work.rows(), work.width());
    }

    @Override
    Tensor compute() {
        return Fused.softmax(x, 1);
    }
}

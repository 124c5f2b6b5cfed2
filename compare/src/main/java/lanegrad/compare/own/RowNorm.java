package lanegrad.compare.own;

import lanegrad.autograd.Tensor;
import lanegrad.autograd.ops.Normalizations;
import lanegrad.compare.cases.LayerNorm;
import lanegrad.jmh.work.Operands;

/** Layer norm. */
final class RowNorm extends TensorJob {

    private final Tensor x;
    private final Tensor weight;
    private final Tensor bias;

    RowNorm(LayerNorm work) {
        x = Operands.uniform(1, work.rows(), work.width());
        weight = Operands.uniform(2, work.width());
        bias = Operands.uniform(3, work.width());
    }

    @Override
    Tensor compute() {
        return Normalizations.layerNorm(x, weight, bias, LayerNorm.EPS);
    }
}

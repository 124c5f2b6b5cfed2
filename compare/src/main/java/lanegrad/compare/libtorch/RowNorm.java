package lanegrad.compare.libtorch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.norm.LayerNorm;

/** Layer norm. */
final class RowNorm extends ArrayJob {

    private final NDArray x;
    private final NDArray weight;
    private final NDArray bias;
    private final Shape shape;

    RowNorm(lanegrad.compare.cases.LayerNorm work) {
        x = uniform(1, work.rows(), work.width());
        weight = uniform(2, work.width());
        bias = uniform(3, work.width());
        shape = new Shape(work.width());
    }

    @Override
    NDArray compute() {
        return LayerNorm.layerNorm(x, shape, weight, bias, (float) lanegrad.compare.cases.LayerNorm.EPS).get(0);
    }
}

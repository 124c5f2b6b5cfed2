package lanegrad.compare.own;

import lanegrad.autograd.Tensor;
import lanegrad.autograd.ops.Indexing;
import lanegrad.compare.cases.Embedding;
import lanegrad.compare.contestant.Inputs;

/** Rows of a table. */
final class EmbeddingForward extends TensorJob {

    private final Tensor table;
    private final Tensor indices;

    EmbeddingForward(Embedding work) {
        table = uniform(1, work.rows(), work.width());
        indices = Tensor.of(Inputs.indices(work.tokens(), work.rows(), 2), work.tokens());
    }

    @Override
    Tensor compute() {
        return Indexing.embedding(table, indices);
    }
}

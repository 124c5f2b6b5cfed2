package lanegrad.compare.own;

import lanegrad.autograd.Tensor;
import lanegrad.autograd.ops.Indexing;
import lanegrad.compare.cases.Embedding;
import lanegrad.jmh.work.Operands;

/** Rows of a table. */
final class EmbeddingForward extends TensorJob {

    private final Tensor table;
    private final Tensor indices;

    EmbeddingForward(Embedding work) {
        table = Operands.uniform(1, work.rows(), work.width());
        indices = Operands.indices(work.rows(), 2, work.tokens());
    }

    @Override
    Tensor compute() {
        return Indexing.embedding(table, indices);
    }
}

package lanegrad.compare.own;

import lanegrad.autograd.Tensor;
import lanegrad.autograd.ops.Indexing;
import lanegrad.compare.cases.Embedding;
import lanegrad.jmh.work.Operands;

/** Rows of a table and the table's gradient. */
final class EmbeddingGradients extends GradientJob {

    private final Tensor table;
    private final Tensor indices;
    private final Tensor seed;

    EmbeddingGradients(Embedding work) {
        table = Operands.uniform(1, work.rows(), work.width()).requiresGrad();
        indices = Operands.indices(work.rows(), 2, work.tokens());
        seed = Operands.uniform(3, work.tokens(), work.width());
    }

    @Override
    Tensor forward() {
        return Indexing.embedding(table, indices);
    }

    @Override
    Tensor seed() {
        return seed;
    }

    @Override
    Tensor[] inputs() {
        return new Tensor[] {table};
    }
}

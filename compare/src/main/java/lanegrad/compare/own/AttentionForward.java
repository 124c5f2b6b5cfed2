package lanegrad.compare.own;

import static lanegrad.compare.cases.Attention.HEADS;
import static lanegrad.compare.cases.Attention.WIDTH;

import lanegrad.autograd.Tensor;
import lanegrad.compare.cases.Attention;
import lanegrad.jmh.work.Operands;

/** Attention. */
final class AttentionForward extends TensorJob {

    private final boolean causal;
    private final Tensor q;
    private final Tensor k;
    private final Tensor v;

    AttentionForward(Attention work) {
        causal = work.causal();
        q = Operands.uniform(1, 1, HEADS, work.length(), WIDTH);
        k = Operands.uniform(2, 1, HEADS, work.length(), WIDTH);
        v = Operands.uniform(3, 1, HEADS, work.length(), WIDTH);
    }

    @Override
    Tensor compute() {
        return attend(q, k, v, causal);
    }

    static Tensor attend(Tensor q, Tensor k, Tensor v, boolean causal) {
        return lanegrad.autograd.ops.Attention.scaledDotProductAttention(q, k, v, null, causal, 1 / Math.sqrt(WIDTH));
    }
}

package lanegrad.kernels.scalar;

import java.util.List;
import lanegrad.kernels.Threshold;
import lanegrad.kernels.base.AttentionCall;
import lanegrad.kernels.base.AttentionLeaf;
import lanegrad.parallel.Pool;

/** Attention in plain loops over doubles, for F64 and for F32 where there are no vectors. */
public final class ScalarAttention extends AttentionLeaf {

    private final Pool<DoubleHead> pool = new Pool<>(DoubleHead::new);

    @Override
    protected void forward(AttentionCall call, int b, int h, int from, int to) {
        DoubleHead head = pool.take();
        try {
            head.forward(call, b, h, from, to);
        } finally {
            pool.give(head);
        }
    }

    @Override
    protected void backward(AttentionCall call, int b, int h) {
        DoubleHead head = pool.take();
        try {
            head.backward(call, b, h);
        } finally {
            pool.give(head);
        }
    }

    @Override
    protected List<Threshold> thresholds() {
        return List.of();
    }
}

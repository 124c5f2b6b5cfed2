package lanegrad.kernels.simd;

import java.util.List;
import lanegrad.kernels.Threshold;
import lanegrad.kernels.base.AttentionCall;
import lanegrad.kernels.base.AttentionLeaf;
import lanegrad.parallel.Pool;
import lanegrad.parallel.Scratch;

/** Attention on vectors of floats: tiles for many queries, a plain pass over the keys for few. */
final class FloatAttention extends AttentionLeaf {

    private final Pool<FlashForward> forwards = new Pool<>(FlashForward::new);
    private final Pool<FewQueries> few = new Pool<>(FewQueries::new);
    private final Pool<FlashBackward> backwards = new Pool<>(FlashBackward::new);

    @Override
    protected void forward(AttentionCall call, int b, int h, int from, int to) {
        if (FewQueries.suits(call)) {
            FewQueries queries = few.take();
            try {
                queries.run(call, b, h, from, to);
            } finally {
                few.give(queries);
            }
            return;
        }
        FlashForward flash = forwards.take();
        try {
            flash.run(call, b, h, from, to);
        } finally {
            forwards.give(flash);
        }
    }

    @Override
    protected void backward(AttentionCall call, int b, int h) {
        FlashBackward flash = backwards.take();
        try {
            flash.run(call, b, h);
        } finally {
            backwards.give(flash);
        }
    }

    @Override
    protected long partLength(AttentionCall call) {
        return FlashBackward.queryGradientFloats(call);
    }

    @Override
    protected int partKeys() {
        return FlashBackward.KEY_RANGE;
    }

    @Override
    protected void reserve(Scratch parts, int length) {
        parts.floats(0, length);
    }

    @Override
    protected void backward(AttentionCall call, int b, int h, int from, int to, Scratch parts, int at) {
        FlashBackward flash = backwards.take();
        try {
            flash.run(call, b, h, from, to, parts.floats(0, 0), at);
        } finally {
            backwards.give(flash);
        }
    }

    @Override
    protected void merge(AttentionCall call, int b, int h, Scratch parts, int at, int count) {
        float[] part = parts.floats(0, 0);
        int length = FlashBackward.queryGradientFloats(call);
        for (int p = 1; p < count; p++) {
            add(part, at, at + p * length, length);
        }
        FlashBackward.storeQueryGradient(call, b, h, part, at);
    }

    private static void add(float[] array, int to, int from, int length) {
        for (int i = 0; i < length; i++) {
            array[to + i] += array[from + i];
        }
    }

    @Override
    protected List<Threshold> thresholds() {
        return List.of(new Threshold("attention", "few queries", FewQueries.MOST), //
                new Threshold("attention", "queries of a panel", Panels.WIDTH),
                new Threshold("attention", "keys of a tile", FlashForward.KEYS),
                new Threshold("attention", "columns of a panel", Panels.WIDTH),
                new Threshold("attentionBackward", "queries of a tile", FlashBackward.QUERIES),
                new Threshold("attentionBackward", "keys of a tile", FlashBackward.KEYS),
                new Threshold("attentionBackward", "keys of a range", FlashBackward.KEY_RANGE));
    }
}

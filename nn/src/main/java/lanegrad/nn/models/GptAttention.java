package lanegrad.nn.models;

import lanegrad.autograd.Tensor;
import lanegrad.nn.Module;
import lanegrad.nn.attention.AttentionMask;
import lanegrad.nn.attention.KvCache;
import lanegrad.nn.attention.ScaledDotProductAttention;
import lanegrad.nn.layers.Dropout;
import lanegrad.nn.layers.Linear;

/** Causal self-attention under GPT-2's names: {@code c_attn} (queries, keys, values in one) and {@code c_proj}. */
final class GptAttention extends Module {

    private final Linear in;
    private final ScaledDotProductAttention attention;
    private final Linear out;
    private final Dropout dropout;
    private final int width;

    GptAttention(GptConfig config) {
        width = config.width();
        in = register("c_attn", Linear.unset(width, 3L * width, config.bias(), config.dtype()));
        attention = register("attention", ScaledDotProductAttention.unset(config.heads(), config.dropout()));
        out = register("c_proj", Linear.unset(width, width, config.bias(), config.dtype()));
        dropout = register("resid_dropout", Dropout.unset(config.dropout()));
    }

    /** Attends to the cache's positions too, if there is a cache. */
    Tensor forward(Tensor x, KvCache cache) {
        return call(() -> {
            Tensor qkv = in.forward(x);
            Tensor y = cache == null ? attention.forward(qkv, AttentionMask.CAUSAL) : attention.forward(qkv, cache);
            return dropout.forward(out.forward(y));
        });
    }

    Tensor weights(Tensor x) {
        return call(() -> {
            Tensor qkv = in.forward(x);
            return attention.weights(qkv.slice(-1, 0, width), qkv.slice(-1, width, 2L * width), AttentionMask.CAUSAL);
        });
    }
}

package lanegrad.nn.models;

import lanegrad.autograd.Tensor;
import lanegrad.nn.Module;
import lanegrad.nn.attention.KvCache;
import lanegrad.nn.layers.LayerNorm;

/** One block: attention and an MLP, each behind a norm and beside a shortcut. */
final class GptBlock extends Module {

    private final LayerNorm norm1;
    private final GptAttention attention;
    private final LayerNorm norm2;
    private final GptMlp mlp;

    GptBlock(GptConfig config) {
        norm1 = register("ln_1", Gpt.norm(config));
        attention = register("attn", new GptAttention(config));
        norm2 = register("ln_2", Gpt.norm(config));
        mlp = register("mlp", new GptMlp(config));
    }

    Tensor forward(Tensor x, KvCache cache) {
        return call(() -> {
            Tensor attended = x.plus(attention.forward(norm1.forward(x), cache));
            return attended.plus(mlp.forward(norm2.forward(attended)));
        });
    }

    Tensor attentionWeights(Tensor x) {
        return call(() -> attention.weights(norm1.forward(x)));
    }
}

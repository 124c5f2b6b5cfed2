package lanegrad.nn.models;

import java.util.ArrayList;
import java.util.List;
import lanegrad.autograd.Tensor;
import lanegrad.nn.Module;
import lanegrad.nn.attention.KvCaches;
import lanegrad.nn.layers.Dropout;
import lanegrad.nn.layers.Embedding;
import lanegrad.nn.layers.LayerNorm;
import lanegrad.nn.layers.ModuleList;

/** Everything but the head, under GPT-2's names. */
final class GptBody extends Module {

    private final Embedding tokens;
    private final Embedding positions;
    private final Dropout dropout;
    private final ModuleList<GptBlock> blocks;
    private final LayerNorm norm;

    GptBody(GptConfig config) {
        tokens = register("wte", Embedding.unset(config.vocab(), config.width(), config.dtype()));
        positions = register("wpe", Embedding.unset(config.context(), config.width(), config.dtype()));
        dropout = register("drop", Dropout.unset(config.dropout()));
        List<GptBlock> list = new ArrayList<>();
        for (int i = 0; i < config.layers(); i++) {
            list.add(new GptBlock(config));
        }
        blocks = register("h", new ModuleList<>(list));
        norm = register("ln_f", Gpt.norm(config));
    }

    Embedding tokens() {
        return tokens;
    }

    /** The states behind the last norm; with caches, of the positions that follow theirs. */
    Tensor forward(Tensor ids, KvCaches caches) {
        return call(() -> {
            Tensor x = embed(ids, caches == null ? 0 : caches.length());
            for (int i = 0; i < blocks.size(); i++) {
                x = blocks.get(i).forward(x, caches == null ? null : caches.layer(i));
            }
            return norm.forward(x);
        });
    }

    /** The attention weights of one block. */
    Tensor attentionWeights(Tensor ids, int layer) {
        return call(() -> {
            Tensor x = embed(ids, 0);
            for (int i = 0; i < layer; i++) {
                x = blocks.get(i).forward(x, null);
            }
            return blocks.get(layer).attentionWeights(x);
        });
    }

    private Tensor embed(Tensor ids, long from) {
        Tensor place = positions.weight().slice(0, from, from + ids.dim(1));
        return dropout.forward(tokens.forward(ids).plus(place));
    }
}

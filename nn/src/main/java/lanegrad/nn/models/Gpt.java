package lanegrad.nn.models;

import lanegrad.autograd.Parameter;
import lanegrad.autograd.Tensor;
import lanegrad.autograd.ops.Fused;
import lanegrad.autograd.ops.Shapes;
import lanegrad.nn.Module;
import lanegrad.nn.attention.KvCaches;
import lanegrad.nn.init.Initializer;
import lanegrad.nn.init.Initializers;
import lanegrad.nn.layers.LayerNorm;
import lanegrad.nn.layers.Linear;
import lanegrad.nn.text.LanguageModel;
import lanegrad.random.Rng;

/**
 * A decoder-only transformer with learned positions and norms before each part (Radford et al., Language models are
 * unsupervised multitask learners, 2019).
 *
 * <p>Parameters have the names of GPT-2's public checkpoints with a language-model head ({@code
 * transformer.wte.weight}, {@code transformer.wpe.weight}, {@code transformer.h.0.ln_1.weight}, {@code .attn.c_attn},
 * {@code .attn.c_proj}, {@code .ln_2}, {@code .mlp.c_fc}, {@code .mlp.c_proj}, {@code transformer.ln_f.weight}, {@code
 * lm_head.weight}). Weights of linear layers are [out, in], as nanoGPT writes them; GPT-2's own files have the four
 * {@code c_} weights of a block transposed.
 */
public final class Gpt extends Module implements LanguageModel {

    private static final double STD = 0.02;

    private final GptConfig config;
    private final GptBody body;
    private final Linear head;

    private Gpt(GptConfig config) {
        this.config = config;
        this.body = register("transformer", new GptBody(config));
        this.head = register("lm_head", config.tiedHead()
                ? Linear.of(body.tokens().weight(), null)
                : Linear.unset(config.width(), config.vocab(), false, config.dtype()));
    }

    /**
     * A model with the weights of {@link #reset}.
     *
     * @param config what it looks like
     * @param rng what the weights, and dropout in training, are drawn from
     */
    public Gpt(GptConfig config, Rng rng) {
        this(config);
        reset(rng);
        drawFrom(rng);
    }

    /**
     * A model whose weights are undefined, to be loaded.
     *
     * @param config what it looks like
     * @return the model
     */
    public static Gpt unset(GptConfig config) {
        return new Gpt(config);
    }

    static LayerNorm norm(GptConfig config) {
        return new LayerNorm(config.width(), config.bias(), config.dtype(), LayerNorm.EPS);
    }

    /**
     * Draws the weights as GPT-2 does: normal with standard deviation 0.02; that of the layers which add to the
     * residual stream divided by {@code sqrt(2 layers)}; biases 0, norms 1.
     *
     * @param rng what they are drawn from
     */
    @Override
    public void reset(Rng rng) {
        Initializer normal = Initializers.normal(0, STD);
        Initializer residual = Initializers.normal(0, STD / Math.sqrt(2.0 * config.layers()));
        parameters().forEach((name, parameter) -> {
            if (parameter.rank() > 1) {
                (name.endsWith(".c_proj.weight") ? residual : normal).fill(parameter, rng);
            } else {
                Initializers.constant(name.endsWith(".bias") ? 0 : 1).fill(parameter, rng);
            }
        });
    }

    /**
     * The logits of the token that follows each position.
     *
     * @param ids [batch, n], I64 or I32, n at most the context
     * @return [batch, n, vocab]
     */
    public Tensor forward(Tensor ids) {
        requireIds(ids, 0);
        return call(() -> head.forward(body.forward(ids, null)));
    }

    /**
     * The mean cross-entropy of the tokens that follow.
     *
     * @param ids [batch, n], I64 or I32, n at most the context
     * @param targets [batch, n], the following tokens; {@link Fused#IGNORE} leaves a position out
     * @return rank 0, in nats a token
     */
    public Tensor loss(Tensor ids, Tensor targets) {
        if (!targets.shape().equals(ids.shape())) {
            throw new IllegalArgumentException(
                    "GPT: ids " + ids.shape() + " and targets " + targets.shape() + " differ");
        }
        return call(() -> Fused.crossEntropy(forward(ids), targets));
    }

    /**
     * Decodes new positions behind those in the caches, which take them up.
     *
     * @param ids [batch, n], I64 or I32
     * @param caches made by {@link #caches}; used inside of {@code noGrad}
     * @return [batch, vocab], the logits of the token that follows the last position
     * @throws IllegalStateException if the context is full; the caches are as before
     */
    @Override
    public Tensor step(Tensor ids, KvCaches caches) {
        if (caches.layers() != config.layers()) {
            throw new IllegalArgumentException("GPT of " + config.layers() + " layers: " + caches.layers() + " caches");
        }
        long before = caches.length();
        requireIds(ids, before);
        if (ids.dim(1) == 0) {
            throw new IllegalArgumentException("GPT: a step of no positions: at least one expected");
        }
        try {
            return call(() -> head.forward(Shapes.select(body.forward(ids, caches), 1, -1)));
        } catch (Throwable e) {
            caches.truncate(before); // some layers may have taken the positions up, others not
            throw e;
        }
    }

    /**
     * The weights with which positions attend to each other, for looking at them.
     *
     * @param ids [batch, n], I64 or I32, n at most the context
     * @param layer which block, from 0
     * @return [batch, heads, n, n], a row a query
     */
    public Tensor attentionMap(Tensor ids, int layer) {
        requireIds(ids, 0);
        if (layer < 0 || layer >= config.layers()) {
            throw new IndexOutOfBoundsException("layer " + layer + " of " + config.layers());
        }
        return call(() -> body.attentionWeights(ids, layer));
    }

    private void requireIds(Tensor ids, long before) {
        if (ids.rank() != 2 || !ids.dtype().isInteger()) {
            throw new IllegalArgumentException(
                    "GPT: ids " + ids.dtype() + " " + ids.shape() + ": I64 or I32 [batch, n] expected");
        }
        if (before + ids.dim(1) > config.context()) {
            String message = "GPT: " + (before > 0 ? before + " positions and " + ids.dim(1) + " new ones" : ids.dim(1)
                    + " positions") + ": the context has " + config.context();
            if (before > 0) {
                throw new IllegalStateException(message);
            }
            throw new IllegalArgumentException(message);
        }
    }

    @Override
    public KvCaches caches() {
        return new KvCaches(config.layers(), config.context());
    }

    /**
     * What the model looks like.
     *
     * @return the configuration
     */
    public GptConfig config() {
        return config;
    }

    @Override
    public int vocabulary() {
        return config.vocab();
    }

    @Override
    public int context() {
        return config.context();
    }

    /**
     * The token table, which a tied head shares.
     *
     * @return [vocab, width]
     */
    public Parameter tokenTable() {
        return body.tokens().weight();
    }
}

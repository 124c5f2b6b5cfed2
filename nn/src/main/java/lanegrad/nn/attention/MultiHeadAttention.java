package lanegrad.nn.attention;

import lanegrad.array.DType;
import lanegrad.array.Shape;
import lanegrad.autograd.Parameter;
import lanegrad.autograd.Tensor;
import lanegrad.autograd.ops.LinearAlgebra;
import lanegrad.nn.Module;
import lanegrad.nn.init.Initializers;
import lanegrad.nn.layers.Linear;
import lanegrad.random.Rng;

/**
 * Multi-head attention (Vaswani et al., 1706.03762) with PyTorch's parameters: {@code in_proj_weight} [3 width, width]
 * (queries, keys, values), {@code in_proj_bias} [3 width], {@code out_proj.weight} [width, width], {@code
 * out_proj.bias} [width]. Batches come first: [batch, n, width].
 */
public final class MultiHeadAttention extends Module {

    private final long width;
    private final Parameter inWeight;
    private final Parameter inBias;
    private final ScaledDotProductAttention attention;
    private final Linear out;

    private MultiHeadAttention(Config config, ScaledDotProductAttention attention) {
        this.width = config.width;
        DType dtype = config.dtype;
        this.inWeight = register("in_proj_weight", Parameter.empty(dtype, Shape.of(3 * width, width)));
        this.inBias = config.bias ? register("in_proj_bias", Parameter.empty(dtype, Shape.of(3 * width))) : null;
        this.attention = register("attention", attention);
        this.out = register("out_proj", Linear.unset(width, width, config.bias, dtype));
    }

    /**
     * What an attention layer looks like.
     *
     * @param width the size of the last axis; divisible by the heads
     * @param heads how many heads
     * @param bias whether the projections have biases
     * @param dropout the probability with which a weight is dropped in training
     * @param dtype F32 or F64
     */
    public record Config(long width, int heads, boolean bias, double dropout, DType dtype) {

        /**
         * What an attention layer looks like.
         *
         * @param width the size of the last axis; divisible by the heads
         * @param heads how many heads
         * @param bias whether the projections have biases
         * @param dropout the probability with which a weight is dropped in training
         * @param dtype F32 or F64
         * @throws IllegalArgumentException if the heads do not divide the width
         */
        public Config {
            if (heads < 1 || width < 0 || width % heads != 0) {
                throw new IllegalArgumentException(
                        "attention of width " + width + " with " + heads + " heads: a multiple expected");
            }
        }

        /**
         * An F32 layer with biases and without dropout.
         *
         * @param width the size of the last axis; divisible by the heads
         * @param heads how many heads
         */
        public Config(long width, int heads) {
            this(width, heads, true, 0, DType.F32);
        }
    }

    /**
     * An F32 layer with biases and without dropout, with PyTorch's default weights: see {@link #reset}.
     *
     * @param width the size of the last axis; divisible by the heads
     * @param heads how many heads
     * @param rng what the weights are drawn from
     */
    public MultiHeadAttention(long width, int heads, Rng rng) {
        this(new Config(width, heads), rng);
    }

    /**
     * A layer with PyTorch's default weights: see {@link #reset}.
     *
     * @param config what it looks like
     * @param rng what the weights, and dropout in training, are drawn from
     */
    public MultiHeadAttention(Config config, Rng rng) {
        this(config, new ScaledDotProductAttention(config.heads, config.dropout, rng));
        reset(rng);
    }

    /**
     * A layer whose weights are undefined, to be loaded or drawn by a model's own rule.
     *
     * @param config what it looks like
     * @return the layer
     */
    public static MultiHeadAttention unset(Config config) {
        return new MultiHeadAttention(config, ScaledDotProductAttention.unset(config.heads, config.dropout));
    }

    /**
     * Draws the weights as PyTorch does: Xavier-uniform for the three projections in one, {@link Linear#reset} for the
     * last one, zeros for the biases.
     *
     * @param rng what they are drawn from
     */
    @Override
    public void reset(Rng rng) {
        Initializers.xavierUniform(1).fill(inWeight, rng);
        out.reset(rng);
        if (inBias != null) {
            Initializers.zeros().fill(inBias, rng);
            Initializers.zeros().fill(out.bias(), rng);
        }
    }

    /**
     * Self-attention.
     *
     * @param x [batch, n, width]
     * @param mask who may attend to whom
     * @return [batch, n, width]
     */
    public Tensor forward(Tensor x, AttentionMask mask) {
        return call(() -> out.forward(attention.forward(project(x, 0, 3), mask)));
    }

    /**
     * Attention of one sequence to another.
     *
     * @param query [batch, queries, width]
     * @param key [batch, keys, width]
     * @param value [batch, keys, width]; if it is the same tensor as the key, both are projected in one product
     * @param mask who may attend to whom
     * @return [batch, queries, width]
     */
    public Tensor forward(Tensor query, Tensor key, Tensor value, AttentionMask mask) {
        return call(() -> {
            Tensor q = project(query, 0, 1);
            Tensor k;
            Tensor v;
            if (key == value) {
                Tensor both = project(key, 1, 3);
                k = both.slice(-1, 0, width);
                v = both.slice(-1, width, 2 * width);
            } else {
                k = project(key, 1, 2);
                v = project(value, 2, 3);
            }
            return out.forward(attention.forward(q, k, v, mask));
        });
    }

    /**
     * Causal self-attention of new positions to all that a cache holds and to themselves; the cache takes them up.
     *
     * @param x [batch, new positions, width]
     * @param cache of this layer; used inside of {@code noGrad}
     * @return [batch, new positions, width]
     */
    public Tensor forward(Tensor x, KvCache cache) {
        return call(() -> out.forward(attention.forward(project(x, 0, 3), cache)));
    }

    /**
     * The weights that each key has, without dropout: for looking at them.
     *
     * @param query [batch, queries, width]
     * @param key [batch, keys, width]
     * @param mask who may attend to whom
     * @return [batch, heads, queries, keys]; rows sum to 1, or to 0 where nothing may be attended to
     */
    public Tensor weights(Tensor query, Tensor key, AttentionMask mask) {
        return call(() -> attention.weights(project(query, 0, 1), project(key, 1, 2), mask));
    }

    /** The product with a part of the three projections. */
    private Tensor project(Tensor x, int from, int to) {
        if (from == 0 && to == 3) {
            return LinearAlgebra.linear(x, inWeight, inBias);
        }
        Tensor bias = inBias == null ? null : inBias.slice(0, from * width, to * width);
        return LinearAlgebra.linear(x, inWeight.slice(0, from * width, to * width), bias);
    }
}

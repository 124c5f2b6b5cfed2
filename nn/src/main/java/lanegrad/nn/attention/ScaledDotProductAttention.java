package lanegrad.nn.attention;

import lanegrad.autograd.Tensor;
import lanegrad.autograd.ops.Attention;
import lanegrad.nn.Module;
import lanegrad.nn.layers.Dropout;
import lanegrad.random.Rng;

/**
 * {@code softmax(q k^T / sqrt(d)) v} of several heads, between the projections of an attention layer (Vaswani et al.,
 * 1706.03762): it splits the last axis into heads, attends, and puts them side by side again. In training with dropout
 * the matrix of weights is computed and dropped from; otherwise the fused kernel never holds it.
 *
 * <p>A query with nothing to attend to gives 0, and no gradient.
 */
public final class ScaledDotProductAttention extends Module {

    private final int heads;
    private final Dropout dropout;

    private ScaledDotProductAttention(int heads, Dropout dropout) {
        if (heads < 1) {
            throw new IllegalArgumentException("attention with " + heads + " heads: at least 1 expected");
        }
        this.heads = heads;
        this.dropout = register("dropout", dropout);
    }

    /**
     * Attention of some heads.
     *
     * @param heads how many, at least 1
     * @param dropout the probability with which a weight is dropped in training
     * @param rng what dropout draws from
     */
    public ScaledDotProductAttention(int heads, double dropout, Rng rng) {
        this(heads, new Dropout(dropout, rng));
    }

    /**
     * Attention whose dropout has no generator yet.
     *
     * @param heads how many, at least 1
     * @param dropout the probability with which a weight is dropped in training
     * @return the module
     */
    public static ScaledDotProductAttention unset(int heads, double dropout) {
        return new ScaledDotProductAttention(heads, Dropout.unset(dropout));
    }

    /**
     * Self-attention from one product for queries, keys and values.
     *
     * @param qkv [batch, n, 3 width]: queries, keys and values side by side
     * @param mask who may attend to whom
     * @return [batch, n, width]
     * @throws IllegalArgumentException if shapes do not fit
     */
    public Tensor forward(Tensor qkv, AttentionMask mask) {
        requireWidth(qkv, 3);
        return call(() -> {
            Tensor allowed = mask.combined(qkv.dim(0), qkv.dim(1));
            double scale = scale(qkv.dim(2) / (3L * heads));
            return dropout.isActive()
                    ? Attention.selfAttention(qkv, heads, allowed, mask.causal(), scale, dropout.p(),
                            dropout.generator())
                    : Attention.selfAttention(qkv, heads, allowed, mask.causal(), scale);
        });
    }

    /**
     * Attention of one sequence to another, or to itself.
     *
     * @param q [batch, queries, width]
     * @param k [batch, keys, width]
     * @param v [batch, keys, heads * any]
     * @param mask who may attend to whom
     * @return [batch, queries, heads * any]
     */
    public Tensor forward(Tensor q, Tensor k, Tensor v, AttentionMask mask) {
        return call(() -> merge(attend(split(q), split(k), split(v), mask)));
    }

    /**
     * Causal self-attention of new positions to all that a cache holds and to themselves; the cache takes them up.
     *
     * @param qkv [batch, new positions, 3 width]
     * @param cache of this layer
     * @return [batch, new positions, width]
     */
    public Tensor forward(Tensor qkv, KvCache cache) {
        return call(() -> {
            Tensor split = splitThree(qkv);
            cache.append(split.get(1), split.get(2));
            return merge(attend(split.get(0), cache.keys(), cache.values(), AttentionMask.CAUSAL));
        });
    }

    /**
     * The weights that each key has, without dropout: for looking at them.
     *
     * @param q [batch, queries, width]
     * @param k [batch, keys, width]
     * @param mask who may attend to whom
     * @return [batch, heads, queries, keys]; rows sum to 1, or to 0 where nothing may be attended to
     */
    public Tensor weights(Tensor q, Tensor k, AttentionMask mask) {
        return call(() -> {
            Tensor queries = split(q);
            Tensor keys = split(k);
            return Attention.weights(queries, keys, mask.combined(q.dim(0), k.dim(1)), mask.causal(),
                    scale(queries.dim(3)));
        });
    }

    private Tensor attend(Tensor q, Tensor k, Tensor v, AttentionMask mask) {
        Tensor allowed = mask.combined(q.dim(0), k.dim(2));
        double scale = scale(q.dim(3));
        if (dropout.isActive()) {
            return dropout.forward(Attention.weights(q, k, allowed, mask.causal(), scale)).matmul(v);
        }
        return Attention.scaledDotProductAttention(q, k, v, allowed, mask.causal(), scale);
    }

    private static double scale(long d) {
        return 1 / Math.sqrt(Math.max(1, d));
    }

    private void requireWidth(Tensor x, int parts) {
        if (x.rank() != 3 || x.dim(2) % ((long) parts * heads) != 0) {
            throw new IllegalArgumentException("attention: " + x.shape() + " for " + heads + " heads: [batch, n, "
                    + (parts == 3 ? "3 width" : "width") + "], the width divisible by the heads, expected");
        }
    }

    /** [batch, n, 3 width] as [3, batch, heads, n, d], without a copy. */
    private Tensor splitThree(Tensor qkv) {
        requireWidth(qkv, 3);
        return qkv.reshape(qkv.dim(0), qkv.dim(1), 3, heads, qkv.dim(2) / (3 * heads)).permute(2, 0, 3, 1, 4);
    }

    /** [batch, n, width] as [batch, heads, n, d], without a copy. */
    private Tensor split(Tensor x) {
        requireWidth(x, 1);
        return x.reshape(x.dim(0), x.dim(1), heads, x.dim(2) / heads).transpose(1, 2);
    }

    private static Tensor merge(Tensor x) {
        return x.transpose(1, 2).reshape(x.dim(0), x.dim(2), x.dim(1) * x.dim(3));
    }

    /**
     * How many heads there are.
     *
     * @return the number
     */
    public int heads() {
        return heads;
    }
}

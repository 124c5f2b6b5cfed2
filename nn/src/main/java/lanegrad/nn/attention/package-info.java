/**
 * Attention: masks, multi-head layers, and the caches that decoding needs.
 *
 * <pre>{@code
 * Rng rng = new Rng(1);
 * MultiHeadAttention attention = new MultiHeadAttention(64, 4, rng);
 * Tensor x = Random.normal(rng, DType.F32, 0, 1, 2, 10, 64);
 * Tensor y = attention.forward(x, AttentionMask.CAUSAL);
 * Tensor maps = attention.weights(x, x, AttentionMask.CAUSAL);
 * try (Mode m = Autograd.noGrad(); KvCache cache = new KvCache(1024)) {
 *     Tensor first = attention.forward(x, cache);
 *     Tensor next = attention.forward(Tensor.zeros(DType.F32, 2, 1, 64), cache);
 * }
 * }</pre>
 */
package lanegrad.nn.attention;

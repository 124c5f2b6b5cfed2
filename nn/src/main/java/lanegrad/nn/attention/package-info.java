/**
 * Attention: masks, multi-head layers, and the caches that decoding needs.
 *
 * <p>{@link lanegrad.nn.attention.MultiHeadAttention} has PyTorch's parameters; {@link
 * lanegrad.nn.attention.ScaledDotProductAttention} has none and takes projections that were made elsewhere, as {@link
 * lanegrad.nn.models.Gpt} does. A {@link lanegrad.nn.attention.KvCache} holds the keys and values of what was read.
 *
 * {@snippet class="lanegrad.nn.attention.ExampleTest" region="example"}
 */
package lanegrad.nn.attention;

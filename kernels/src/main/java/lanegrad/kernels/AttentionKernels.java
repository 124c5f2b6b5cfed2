package lanegrad.kernels;

import java.util.List;
import lanegrad.array.NdArray;

/**
 * Scaled dot-product attention, in tiles that never hold the whole matrix of scores.
 *
 * <p>A query with nothing to attend has output 0, log-sum-exp negative infinity, and no gradient.
 */
public interface AttentionKernels {

    /**
     * {@code out = softmax(scale q k^T) v}, where allowed.
     *
     * @param q [batch, heads, queries, d]
     * @param k [batch, heads, keys, d]
     * @param v [batch, heads, keys, dv]
     * @param mask BOOL, broadcastable to [batch, heads, queries, keys], true where a query may attend; or null
     * @param causal whether query i sees only keys {@code j <= i + keys - queries}
     * @param scale what scores are multiplied by
     * @param out [batch, heads, queries, dv]
     * @param lse [batch, heads, queries], receives the log-sum-exp of each query's scores
     */
    void forward(NdArray q, NdArray k, NdArray v, NdArray mask, boolean causal, double scale, NdArray out, NdArray lse);

    /**
     * The gradients of {@link #forward}.
     *
     * @param q its input
     * @param k its input
     * @param v its input
     * @param mask its mask, or null
     * @param causal its flag
     * @param scale its scale
     * @param out what it gave
     * @param lse what it gave
     * @param g the gradient of out
     * @param dq receives the gradient of q
     * @param dk receives the gradient of k
     * @param dv receives the gradient of v
     */
    void backward(NdArray q, NdArray k, NdArray v, NdArray mask, boolean causal, double scale, NdArray out, NdArray lse,
            NdArray g, NdArray dq, NdArray dk, NdArray dv);

    /**
     * The sizes at which these kernels change their way.
     *
     * @return all of them
     */
    List<Threshold> thresholds();
}

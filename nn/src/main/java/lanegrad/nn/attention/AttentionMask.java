package lanegrad.nn.attention;

import lanegrad.array.DType;
import lanegrad.autograd.Tensor;
import lanegrad.autograd.ops.Comparisons;
import lanegrad.autograd.ops.Shapes;

/**
 * Which keys a query may attend to: all conditions must hold. In every mask true means "may attend" (PyTorch's key
 * padding mask says the opposite).
 *
 * <pre>{@code
 * AttentionMask mask = AttentionMask.CAUSAL.and(AttentionMask.keys(Comparisons.ne(ids, padding)));
 * }</pre>
 *
 * @param causal whether query i sees only keys {@code j <= i + keys - queries}
 * @param keys BOOL [batch, keys], true for real tokens and false for padding; or null
 * @param pattern BOOL, broadcastable to [batch, heads, queries, keys]; or null
 */
public record AttentionMask(boolean causal, Tensor keys, Tensor pattern) {

    /** Every query attends to every key. */
    public static final AttentionMask NONE = new AttentionMask(false, null, null);

    /** No query sees the future; the last query stands at the last key. */
    public static final AttentionMask CAUSAL = new AttentionMask(true, null, null);

    /**
     * Conditions that must all hold.
     *
     * @param causal whether query i sees only keys {@code j <= i + keys - queries}
     * @param keys BOOL [batch, keys], or null
     * @param pattern BOOL, broadcastable to [batch, heads, queries, keys]; or null
     */
    public AttentionMask {
        if (keys != null && (keys.rank() != 2 || keys.dtype() != DType.BOOL)) {
            throw new IllegalArgumentException(
                    "key mask " + keys.dtype() + " " + keys.shape() + ": BOOL [batch, keys] expected");
        }
        if (pattern != null && (pattern.rank() > 4 || pattern.dtype() != DType.BOOL)) {
            throw new IllegalArgumentException("attention pattern " + pattern.dtype() + " " + pattern.shape()
                    + ": BOOL, broadcastable to [batch, heads, queries, keys], expected");
        }
    }

    /**
     * Padding is never attended to.
     *
     * @param real BOOL [batch, keys], true for real tokens
     * @return the mask
     */
    public static AttentionMask keys(Tensor real) {
        return new AttentionMask(false, real, null);
    }

    /**
     * Any set of pairs.
     *
     * @param allowed BOOL, broadcastable to [batch, heads, queries, keys]
     * @return the mask
     */
    public static AttentionMask pattern(Tensor allowed) {
        return new AttentionMask(false, null, allowed);
    }

    /**
     * The pairs that two masks allow.
     *
     * @param other the other
     * @return a mask that holds where both do
     */
    public AttentionMask and(AttentionMask other) {
        return new AttentionMask(causal || other.causal, both(keys, other.keys), both(pattern, other.pattern));
    }

    private static Tensor both(Tensor a, Tensor b) {
        return a == null ? b : b == null ? a : Comparisons.and(a, b);
    }

    /** What is not the causal flag, as one mask that broadcasts to [batch, heads, queries, keys]; or null. */
    Tensor combined(long batch, long keyCount) {
        if (keys == null) {
            return pattern;
        }
        if (keys.dim(0) != batch || keys.dim(1) != keyCount) {
            throw new IllegalArgumentException(
                    "key mask " + keys.shape() + ": [" + batch + ", " + keyCount + "] expected");
        }
        return both(Shapes.reshape(keys, keys.dim(0), 1, 1, keys.dim(1)), pattern);
    }
}

package lanegrad.compare.cases;

/**
 * Scaled dot-product attention of one sequence to itself.
 *
 * @param length of the sequence
 * @param causal whether a position sees only those before it and itself
 * @param backward whether the gradients of queries, keys and values are wanted too
 */
public record Attention(int length, boolean causal, boolean backward) implements Case {

    /** Heads. */
    public static final int HEADS = 12;
    /** The width of a head. */
    public static final int WIDTH = 64;

    /** Products forward: of queries and keys, and of weights and values. Backward there are five, one a repetition. */
    private static final double FORWARD = 2;
    private static final double BOTH = FORWARD + 5;

    @Override
    public String name() {
        return (causal ? "attention-causal" : "attention") + (backward ? "-fb " : " ") + length;
    }

    @Override
    public Limit limit() {
        double pairs = causal ? 0.5 * length * (length + 1) : (double) length * length;
        return Limit.fma((backward ? BOTH : FORWARD) * 2 * HEADS * WIDTH * pairs);
    }
}

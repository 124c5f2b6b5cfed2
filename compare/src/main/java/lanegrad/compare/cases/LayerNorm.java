package lanegrad.compare.cases;

/** Layer norm of each row, with weight and bias. */
public record LayerNorm(int rows, int width) implements Case {

    /** What is added to the variance. */
    public static final double EPS = 1e-5;

    @Override
    public String name() {
        return "layernorm " + rows + "x" + width;
    }

    @Override
    public Limit limit() {
        return Limit.copy(2.0 * Float.BYTES * rows * width);
    }
}

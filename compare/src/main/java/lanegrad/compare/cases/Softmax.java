package lanegrad.compare.cases;

/** Softmax of each row. */
public record Softmax(int rows, int width) implements Case {

    @Override
    public String name() {
        return "softmax " + rows + "x" + width;
    }

    @Override
    public Limit limit() {
        return Limit.copy(2.0 * Float.BYTES * rows * width);
    }
}

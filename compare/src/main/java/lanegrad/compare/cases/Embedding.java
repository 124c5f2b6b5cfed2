package lanegrad.compare.cases;

/**
 * Rows of a table, by their numbers.
 *
 * @param rows in the table
 * @param width of a row
 * @param tokens how many are taken
 * @param backward whether the gradient of the table is wanted too, as an array of the table's size
 */
public record Embedding(int rows, int width, int tokens, boolean backward) implements Case {

    @Override
    public String name() {
        return (backward ? "embedding-fb " : "embedding ") + rows + "x" + width;
    }

    /** Backward, the table's gradient is written, and each token's read and added. */
    @Override
    public Limit limit() {
        double taken = (double) Float.BYTES * tokens * width;
        return Limit.copy(backward ? 5 * taken + (double) Float.BYTES * rows * width : 2 * taken);
    }
}

package lanegrad.compare.cases;

import java.util.List;

/**
 * A long short-term memory, one layer with both its biases, over sequences whose first state and cell are zeros. The
 * result is the state behind each step.
 *
 * @param backward whether the gradients of the sequences, the weights and the biases are wanted too
 */
public record Lstm(boolean backward) implements Case {

    /** Steps of a sequence. */
    public static final int STEPS = 64;
    /** Sequences. */
    public static final int BATCH = 32;
    /** Numbers that come in each step. */
    public static final int IN = 256;
    /** Numbers of a state. */
    public static final int WIDTH = 256;

    private static final int GATES = 4;

    @Override
    public String name() {
        return backward ? "lstm-fb" : "lstm";
    }

    /** The weights of inputs and of states, and a bias for each, drawn as PyTorch does. */
    public static List<Weight> weights() {
        double spread = 1 / Math.sqrt(WIDTH);
        return List.of(Weight.drawn(spread, GATES * WIDTH, IN), Weight.drawn(spread, GATES * WIDTH, WIDTH),
                Weight.drawn(spread, GATES * WIDTH), Weight.drawn(spread, GATES * WIDTH));
    }

    /** A product of inputs and one of states each step; backward two for each of them. */
    @Override
    public Limit limit() {
        double forward = 2.0 * STEPS * BATCH * GATES * WIDTH * (IN + WIDTH);
        return Limit.fma((backward ? 3 : 1) * forward);
    }
}

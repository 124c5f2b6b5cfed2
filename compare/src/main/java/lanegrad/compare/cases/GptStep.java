package lanegrad.compare.cases;

import java.util.ArrayList;
import java.util.List;

/** A training step of a GPT: norms before each part, learned positions, biases, exact GELU, a head of its own. */
public record GptStep() implements Training {

    /** Blocks. */
    public static final int LAYERS = 4;
    /** The size of a position's vector. */
    public static final int WIDTH = 256;
    /** Attention heads. */
    public static final int HEADS = 8;
    /** Positions. */
    public static final int LENGTH = 128;
    /** Sequences a step. */
    public static final int BATCH = 8;
    /** Tokens. */
    public static final int VOCABULARY = 512;

    private static final double SPREAD = 0.03;

    @Override
    public String name() {
        return "gpt-step";
    }

    @Override
    public List<Weight> weights() {
        List<Weight> weights = new ArrayList<>();
        weights.add(Weight.drawn(SPREAD, VOCABULARY, WIDTH));
        weights.add(Weight.drawn(SPREAD, LENGTH, WIDTH));
        for (int i = 0; i < LAYERS; i++) {
            norm(weights);
            linear(weights, 3 * WIDTH, WIDTH);
            linear(weights, WIDTH, WIDTH);
            norm(weights);
            linear(weights, 4 * WIDTH, WIDTH);
            linear(weights, WIDTH, 4 * WIDTH);
        }
        norm(weights);
        weights.add(Weight.drawn(SPREAD, VOCABULARY, WIDTH));
        return weights;
    }

    private static void norm(List<Weight> weights) {
        weights.add(Weight.constant(1, WIDTH));
        weights.add(Weight.constant(0, WIDTH));
    }

    private static void linear(List<Weight> weights, int out, int in) {
        weights.add(Weight.drawn(SPREAD, out, in));
        weights.add(Weight.constant(0, out));
    }

    /** Twelve matrices of width squared a block and the head, thrice; attention's products, forward and backward. */
    @Override
    public Limit limit() {
        double matrices = 12.0 * LAYERS * WIDTH * WIDTH + (double) VOCABULARY * WIDTH;
        double pairs = 0.5 * LENGTH * (LENGTH + 1);
        return Limit.fma(2.0 * BATCH * (3 * LENGTH * matrices + 7 * LAYERS * WIDTH * pairs));
    }
}

package lanegrad.compare.cases;

import static lanegrad.jmh.work.GptTraining.BATCH;
import static lanegrad.jmh.work.GptTraining.LAYERS;
import static lanegrad.jmh.work.GptTraining.LENGTH;
import static lanegrad.jmh.work.GptTraining.VOCABULARY;
import static lanegrad.jmh.work.GptTraining.WIDTH;

import java.util.ArrayList;
import java.util.List;

/** A training step of a GPT. */
public record GptStep() implements Training {

    private static final double SPREAD = 0.03;

    @Override
    public String name() {
        return "gpt-step";
    }

    @Override
    public boolean isWeighed() {
        return true;
    }

    @Override
    public List<Weight> weights() {
        List<Weight> weights = new ArrayList<>();
        weights.add(Weight.drawn(SPREAD, VOCABULARY, WIDTH));
        weights.add(Weight.drawn(SPREAD, LENGTH, WIDTH));
        for (int i = 0; i < LAYERS; i++) {
            Weight.norm(weights, WIDTH);
            Weight.linear(weights, SPREAD, 3 * WIDTH, WIDTH);
            Weight.linear(weights, SPREAD, WIDTH, WIDTH);
            Weight.norm(weights, WIDTH);
            Weight.linear(weights, SPREAD, 4 * WIDTH, WIDTH);
            Weight.linear(weights, SPREAD, WIDTH, 4 * WIDTH);
        }
        Weight.norm(weights, WIDTH);
        weights.add(Weight.drawn(SPREAD, VOCABULARY, WIDTH));
        return weights;
    }

    /** Twelve matrices of width squared a block and the head, thrice; attention's products, forward and backward. */
    @Override
    public Limit limit() {
        double matrices = 12.0 * LAYERS * WIDTH * WIDTH + (double) VOCABULARY * WIDTH;
        double pairs = 0.5 * LENGTH * (LENGTH + 1);
        return Limit.fma(2.0 * BATCH * (3 * LENGTH * matrices + 7 * LAYERS * WIDTH * pairs));
    }
}

package lanegrad.compare.cases;

import static lanegrad.jmh.work.Bert.CONTEXT;
import static lanegrad.jmh.work.Bert.INNER;
import static lanegrad.jmh.work.Bert.LAYERS;
import static lanegrad.jmh.work.Bert.SEGMENTS;
import static lanegrad.jmh.work.Bert.VOCABULARY;
import static lanegrad.jmh.work.Bert.WIDTH;

import java.util.ArrayList;
import java.util.List;

/**
 * Inference by the encoder of BERT-base. The result are the states of the last layer.
 *
 * @param batch how many sequences
 */
public record BertForward(int batch) implements Case {

    /** Positions of a sequence. */
    public static final int LENGTH = 128;

    private static final double SPREAD = 0.03;

    @Override
    public String name() {
        return "bert " + batch;
    }

    /** The model's parameters, in the order of its layers. */
    public static List<Weight> weights() {
        List<Weight> weights = new ArrayList<>();
        weights.add(Weight.drawn(SPREAD, VOCABULARY, WIDTH));
        weights.add(Weight.drawn(SPREAD, CONTEXT, WIDTH));
        weights.add(Weight.drawn(SPREAD, SEGMENTS, WIDTH));
        Weight.norm(weights, WIDTH);
        for (int i = 0; i < LAYERS; i++) {
            Weight.linear(weights, SPREAD, 3 * WIDTH, WIDTH);
            Weight.linear(weights, SPREAD, WIDTH, WIDTH);
            Weight.norm(weights, WIDTH);
            Weight.linear(weights, SPREAD, INNER, WIDTH);
            Weight.linear(weights, SPREAD, WIDTH, INNER);
            Weight.norm(weights, WIDTH);
        }
        return weights;
    }

    /** Four matrices of width squared and two of width by inner a layer; attention's two products. */
    @Override
    public Limit limit() {
        double matrices = 4.0 * WIDTH * WIDTH + 2.0 * WIDTH * INNER;
        double pairs = 2.0 * LENGTH * LENGTH * WIDTH;
        return Limit.fma(2.0 * batch * LAYERS * (LENGTH * matrices + pairs));
    }
}

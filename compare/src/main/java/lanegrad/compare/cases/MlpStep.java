package lanegrad.compare.cases;

import static lanegrad.jmh.work.MlpTraining.BATCH;
import static lanegrad.jmh.work.MlpTraining.SIZES;

import java.util.ArrayList;
import java.util.List;

/** A training step of an MLP 784-512-512-10 with ReLU and cross-entropy. */
public record MlpStep() implements Training {

    @Override
    public String name() {
        return "mlp-step";
    }

    @Override
    public List<Weight> weights() {
        List<Weight> weights = new ArrayList<>();
        for (int i = 1; i < SIZES.size(); i++) {
            int in = SIZES.get(i - 1);
            int out = SIZES.get(i);
            weights.add(Weight.drawn(1 / Math.sqrt(in), out, in));
            weights.add(Weight.drawn(1 / Math.sqrt(in), out));
        }
        return weights;
    }

    /** A product forward and two backward for each layer, but that nobody wants the gradient of the examples. */
    @Override
    public Limit limit() {
        double products = 0;
        for (int i = 1; i < SIZES.size(); i++) {
            products += (i == 1 ? 2.0 : 3.0) * SIZES.get(i - 1) * SIZES.get(i);
        }
        return Limit.fma(2 * BATCH * products);
    }
}

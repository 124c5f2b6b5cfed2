package lanegrad.compare.cases;

import java.util.Arrays;
import java.util.List;
import lanegrad.jmh.work.Inputs;

/**
 * A parameter of a model before its first step.
 *
 * @param shape its sizes
 * @param spread values lie between minus this and this; 0 for a constant
 * @param constant what it holds if there is no spread
 */
public record Weight(long[] shape, double spread, float constant) {

    static Weight drawn(double spread, long... shape) {
        return new Weight(shape, spread, 0);
    }

    static Weight constant(float value, long... shape) {
        return new Weight(shape, 0, value);
    }

    /** Adds the weight and the bias of a norm. */
    static void norm(List<Weight> weights, int width) {
        weights.add(constant(1, width));
        weights.add(constant(0, width));
    }

    /** Adds the weight and the bias of a dense layer. */
    static void linear(List<Weight> weights, double spread, int out, int in) {
        weights.add(drawn(spread, out, in));
        weights.add(constant(0, out));
    }

    /** Its values, row after row. */
    public float[] values(long seed) {
        int size = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        float[] values = new float[size];
        if (spread == 0) {
            Arrays.fill(values, constant);
            return values;
        }
        float[] unit = Inputs.uniform(size, seed);
        for (int i = 0; i < size; i++) {
            values[i] = (float) (spread * unit[i]);
        }
        return values;
    }
}

package lanegrad.testkit;

import java.util.Arrays;
import java.util.Random;

/** Where the elements of a sample's input come from. */
@FunctionalInterface
public interface Values {

    /**
     * Draws elements.
     *
     * @param random what to draw from
     * @param count how many
     * @return the elements
     */
    double[] draw(Random random, int count);

    /**
     * Normal numbers.
     *
     * @param scale their standard deviation
     * @return the source
     */
    static Values normal(double scale) {
        return (random, count) -> fill(count, () -> scale * random.nextGaussian());
    }

    /**
     * Uniform numbers.
     *
     * @param low the least
     * @param high what none reaches
     * @return the source
     */
    static Values uniform(double low, double high) {
        return (random, count) -> fill(count, () -> low + (high - low) * random.nextDouble());
    }

    /**
     * Normal numbers that keep away from kinks.
     *
     * @param scale their standard deviation
     * @param kinks where the function is not smooth
     * @return the source
     */
    static Values away(double scale, double... kinks) {
        return (random, count) -> fill(count, () -> {
            while (true) {
                double x = scale * random.nextGaussian();
                if (Arrays.stream(kinks).allMatch(kink -> Math.abs(x - kink) > 0.01 * scale)) {
                    return x;
                }
            }
        });
    }

    /**
     * Numbers of either sign that keep away from 0, for divisors.
     *
     * @param low the least magnitude
     * @param high the magnitude that none reaches
     * @return the source
     */
    static Values magnitude(double low, double high) {
        return (random, count) -> fill(count,
                () -> (random.nextBoolean() ? 1 : -1) * (low + (high - low) * random.nextDouble()));
    }

    /**
     * Numbers around 0 of which no two are close, in a random order: for functions with kinks where two are equal.
     *
     * @return the source
     */
    static Values distinct() {
        return (random, count) -> {
            double[] values = new double[count];
            for (int i = 0; i < count; i++) {
                int j = random.nextInt(i + 1);
                values[i] = values[j];
                values[j] = (i - count / 2 + 0.25) * Math.max(0.05, 4.0 / Math.max(1, count));
            }
            return values;
        };
    }

    /**
     * Few different numbers, so that there are ties.
     *
     * @return the source
     */
    static Values ties() {
        return (random, count) -> fill(count, () -> random.nextInt(3) - 1);
    }

    /**
     * Whole numbers.
     *
     * @param low the least
     * @param high what none reaches
     * @return the source
     */
    static Values integers(int low, int high) {
        return (random, count) -> fill(count, () -> low + random.nextInt(high - low));
    }

    /**
     * Truth values.
     *
     * @return the source
     */
    static Values truth() {
        return (random, count) -> fill(count, () -> random.nextBoolean() ? 1 : 0);
    }

    /**
     * The same numbers each time.
     *
     * @param values repeated as often as need be
     * @return the source
     */
    static Values of(double... values) {
        return (_, count) -> {
            double[] drawn = new double[count];
            Arrays.setAll(drawn, i -> values[i % values.length]);
            return drawn;
        };
    }

    private static double[] fill(int count, java.util.function.DoubleSupplier draw) {
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = draw.getAsDouble();
        }
        return values;
    }
}

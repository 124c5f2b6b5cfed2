package lanegrad.nn.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import lanegrad.random.Rng;
import lanegrad.random.RngState;
import org.junit.jupiter.api.Test;

/** Tokens are chosen as often as their probabilities say. */
class SamplerTest {

    private static final float[] LOGITS = {1, 3, Float.NEGATIVE_INFINITY, 2, 3};

    private static double[] frequencies(Sampler sampler) {
        Rng rng = new Rng(1);
        double[] counts = new double[LOGITS.length];
        for (int i = 0; i < 20_000; i++) {
            counts[sampler.choose(LOGITS, rng)] += 1 / 20_000.0;
        }
        return counts;
    }

    private static void assertClose(double[] weights, Sampler sampler) {
        double sum = 0;
        for (double weight : weights) {
            sum += weight;
        }
        double[] found = frequencies(sampler);
        for (int i = 0; i < weights.length; i++) {
            double p = weights[i] / sum;
            assertEquals(p, found[i], 4 * Math.sqrt(p * (1 - p) / 20_000), "token " + i);
        }
    }

    @Test
    void temperatures() {
        assertClose(new double[] {Math.exp(1), Math.exp(3), 0, Math.exp(2), Math.exp(3)}, new Sampler(1, 0));
        assertClose(new double[] {Math.exp(.5), Math.exp(1.5), 0, Math.exp(1), Math.exp(1.5)}, new Sampler(2, 0));
        assertClose(new double[] {0, 1, 0, 0, 1}, new Sampler(1e-3, 0));
    }

    @Test
    void onlyTheLikeliestTakePart() {
        assertClose(new double[] {0, Math.exp(3), 0, Math.exp(2), Math.exp(3)}, new Sampler(1, 3));
        assertClose(new double[] {0, 1, 0, 0, 1}, new Sampler(1, 1)); // a tie with the last one takes part
        assertClose(new double[] {Math.exp(1), Math.exp(3), 0, Math.exp(2), Math.exp(3)}, new Sampler(1, 5));
        assertClose(new double[] {Math.exp(1), Math.exp(3), 0, Math.exp(2), Math.exp(3)}, new Sampler(1, 99));
    }

    @Test
    void greedyTakesTheFirstOfTheLikeliestAndDrawsNothing() {
        Rng rng = new Rng(1);
        RngState before = rng.state();
        assertEquals(1, Sampler.GREEDY.choose(LOGITS, rng));
        assertEquals(before, rng.state());
        new Sampler(1, 0).choose(LOGITS, rng);
        assertEquals(before.counter() + 1, rng.state().counter());
    }

    @Test
    void whatCannotBeIsRefused() {
        Rng rng = new Rng(1);
        Sampler sampler = new Sampler(1, 0);
        assertThrows(IllegalArgumentException.class, () -> sampler.choose(new float[] {1, Float.NaN}, rng));
        assertThrows(IllegalArgumentException.class,
                () -> sampler.choose(new float[] {Float.NEGATIVE_INFINITY}, rng));
        assertThrows(IllegalArgumentException.class, () -> sampler.choose(new float[0], rng));
        assertThrows(IllegalArgumentException.class, () -> new Sampler(-1, 0));
        assertThrows(IllegalArgumentException.class, () -> new Sampler(Double.NaN, 0));
        assertThrows(IllegalArgumentException.class, () -> new Sampler(1, -1));
        assertTrue(sampler.choose(new float[] {3e38f, -3e38f}, rng) == 0);
    }
}

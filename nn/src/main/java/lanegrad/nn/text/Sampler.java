package lanegrad.nn.text;

import java.util.Arrays;
import lanegrad.random.Rng;

/**
 * How the next token is chosen: from {@code softmax(logits / temperature)} over the likeliest tokens.
 *
 * @param temperature below 1 prefers likely tokens, above 1 levels the odds; 0 always takes the likeliest
 * @param topK how many of the likeliest tokens take part, those that tie with the last one too; 0 for all
 */
public record Sampler(double temperature, int topK) {

    /** The likeliest token; the first one of several. */
    public static final Sampler GREEDY = new Sampler(0, 0);

    /**
     * How the next token is chosen.
     *
     * @param temperature from 0 up
     * @param topK from 0 up; 0 for all
     */
    public Sampler {
        if (!(temperature >= 0 && temperature < Double.POSITIVE_INFINITY) || topK < 0) {
            throw new IllegalArgumentException(
                    "sampler with temperature " + temperature + " and top-k " + topK + ": both from 0 up expected");
        }
    }

    /**
     * Chooses a token.
     *
     * @param logits one a token; negative infinity is never chosen
     * @param rng what is drawn from, once; nothing is drawn at temperature 0
     * @return the token
     * @throws IllegalArgumentException if no token is possible, or a logit is NaN or positive infinity
     */
    public int choose(float[] logits, Rng rng) {
        int best = likeliest(logits);
        if (temperature == 0) {
            return best;
        }
        float least = topK == 0 || topK >= logits.length ? Float.NEGATIVE_INFINITY : kth(logits);
        double[] weights = new double[logits.length];
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            weights[i] = logits[i] >= least ? Math.exp(((double) logits[i] - logits[best]) / temperature) : 0;
            sum += weights[i];
        }
        double left = rng.nextDouble() * sum;
        int chosen = best;
        for (int i = 0; i < weights.length && left > 0; i++) {
            if (weights[i] > 0) {
                chosen = i;
                left -= weights[i];
            }
        }
        return chosen;
    }

    private static int likeliest(float[] logits) {
        int best = -1;
        for (int i = 0; i < logits.length; i++) {
            if (Float.isNaN(logits[i]) || logits[i] == Float.POSITIVE_INFINITY) {
                throw new IllegalArgumentException(
                        "the logit of token " + i + " is " + logits[i] + ": a finite number, "
                                + "or negative infinity, expected");
            }
            if (logits[i] > Float.NEGATIVE_INFINITY && (best < 0 || logits[i] > logits[best])) {
                best = i;
            }
        }
        if (best < 0) {
            throw new IllegalArgumentException("no token is possible: all " + logits.length
                    + " logits are negative infinity");
        }
        return best;
    }

    private float kth(float[] logits) {
        float[] sorted = logits.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length - topK];
    }
}

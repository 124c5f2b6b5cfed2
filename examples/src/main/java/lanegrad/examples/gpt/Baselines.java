package lanegrad.examples.gpt;

/**
 * What simple counting reaches on a held-out text: any model worth its time is below.
 *
 * @param unigram nats a symbol, from the frequency of each symbol (one more than counted)
 * @param bigram nats a symbol, from the frequency of each pair, with the unigram mixed in as if it were one more
 * observation, for unseen pairs
 */
public record Baselines(double unigram, double bigram) {

    /** How many observations the unigram counts for in a bigram estimate. */
    private static final double PRIOR = 1;

    /**
     * Counts the training text and judges by the held-out one; its first symbol is not judged, as nothing precedes it.
     *
     * @param training encoded
     * @param heldOut encoded, at least two symbols
     * @param symbols how many different ones there are
     */
    public static Baselines of(byte[] training, byte[] heldOut, int symbols) {
        long[] single = new long[symbols];
        long[][] pairs = new long[symbols][symbols];
        long[] followed = new long[symbols];
        for (int i = 0; i < training.length; i++) {
            int now = training[i] & 0xFF;
            single[now]++;
            if (i > 0) {
                int before = training[i - 1] & 0xFF;
                pairs[before][now]++;
                followed[before]++;
            }
        }
        double unigram = 0;
        double bigram = 0;
        for (int i = 1; i < heldOut.length; i++) {
            int before = heldOut[i - 1] & 0xFF;
            int now = heldOut[i] & 0xFF;
            double alone = (single[now] + 1.0) / (training.length + symbols);
            unigram -= Math.log(alone);
            bigram -= Math.log((pairs[before][now] + PRIOR * alone) / (followed[before] + PRIOR));
        }
        int count = heldOut.length - 1;
        return new Baselines(unigram / count, bigram / count);
    }
}

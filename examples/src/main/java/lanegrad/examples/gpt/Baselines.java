package lanegrad.examples.gpt;

/**
 * What simple counting reaches on a held-out text: any model worth its time is below.
 *
 * @param unigram nats a symbol, from the frequency of each symbol
 * @param bigram nats a symbol, from the frequency of each pair, with a little of the unigram mixed in for unseen pairs
 */
public record Baselines(double unigram, double bigram) {

    /** How much the unigram counts weigh in a bigram estimate: as many observations as this. */
    private static final double PRIOR = 1;

    /** Counts the training text and judges by the held-out one. */
    public static Baselines of(long[] training, long[] heldOut, int symbols) {
        double[] single = new double[symbols];
        double[][] pairs = new double[symbols][symbols];
        double[] followed = new double[symbols];
        for (int i = 0; i < training.length; i++) {
            single[(int) training[i]]++;
            if (i > 0) {
                pairs[(int) training[i - 1]][(int) training[i]]++;
                followed[(int) training[i - 1]]++;
            }
        }
        double unigram = 0;
        double bigram = 0;
        for (int i = 1; i < heldOut.length; i++) {
            int before = (int) heldOut[i - 1];
            int now = (int) heldOut[i];
            double alone = (single[now] + 1) / (training.length + symbols);
            unigram -= Math.log(alone);
            bigram -= Math.log((pairs[before][now] + PRIOR * alone) / (followed[before] + PRIOR));
        }
        int count = heldOut.length - 1;
        return new Baselines(unigram / count, bigram / count);
    }
}

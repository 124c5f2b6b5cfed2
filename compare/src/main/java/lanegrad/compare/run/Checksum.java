package lanegrad.compare.run;

import java.util.Locale;

/**
 * What is left of a result so that two can be compared across processes.
 *
 * @param count how many numbers there are
 * @param norm the root of the sum of their squares
 * @param weighted their sum, each times a weight that depends on its place: between -1 and 1, so that neither an
 *         exchange nor a change of sign goes unseen
 */
public record Checksum(long count, double norm, double weighted) {

    private static final double GOLDEN = 0.6180339887498949;

    /** The checksum of numbers. */
    public static Checksum of(float[] values) {
        double squares = 0;
        double weighted = 0;
        for (int i = 0; i < values.length; i++) {
            double value = values[i];
            squares += value * value;
            double turns = (i + 1) * GOLDEN;
            weighted += value * (2 * (turns - Math.floor(turns)) - 1);
        }
        return new Checksum(values.length, Math.sqrt(squares), weighted);
    }

    /**
     * Whether another is that of the same result, but for rounding.
     *
     * @param tolerance how far the results may lie apart, as a part of this one's norm
     */
    public boolean agrees(Checksum other, double tolerance) {
        double allowed = tolerance * Math.max(norm, Double.MIN_NORMAL);
        // Written so that a NaN anywhere is a disagreement
        return count == other.count && Math.abs(norm - other.norm) <= allowed
                && Math.abs(weighted - other.weighted) <= allowed;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%d numbers, norm %.8g, weighted sum %.8g", count, norm, weighted);
    }
}

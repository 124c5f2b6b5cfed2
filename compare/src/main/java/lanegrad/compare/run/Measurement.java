package lanegrad.compare.run;

import java.util.List;
import lanegrad.compare.contestant.Entrant;

/**
 * What the rounds of one contestant in one case gave.
 *
 * @param entrant who
 * @param nanos nanoseconds for the work once, a round each
 * @param cores processors kept busy, a round each
 */
public record Measurement(Entrant entrant, List<Double> nanos, List<Double> cores) {

    /** The median over the rounds. */
    public double median() {
        return median(nanos);
    }

    /** The median of the processors kept busy. */
    public double busy() {
        return median(cores);
    }

    /** The fastest round. */
    public double fastest() {
        return nanos.stream().mapToDouble(Double::doubleValue).min().orElse(Double.NaN);
    }

    /** The slowest round. */
    public double slowest() {
        return nanos.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN);
    }

    static double median(List<Double> values) {
        if (values.isEmpty()) {
            return Double.NaN;
        }
        List<Double> sorted = values.stream().sorted().toList();
        int half = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
    }
}

package lanegrad.compare.run;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import lanegrad.compare.contestant.Entrant;
import lanegrad.compare.contestant.Entrant.Role;

/**
 * A row of the table: one case with one number of threads.
 *
 * @param work the case's name
 * @param threads how many threads each contestant might use
 * @param measurements of those who took part
 */
public record Row(String work, int threads, List<Measurement> measurements) {

    /** What one contestant measured, if it took part. */
    public Optional<Measurement> of(Entrant entrant) {
        return measurements.stream().filter(m -> m.entrant() == entrant).findFirst();
    }

    /** What the library itself measured. */
    public Optional<Measurement> own() {
        return first(Role.OWN);
    }

    /** The limit that was measured beside it. */
    public Optional<Measurement> limit() {
        return first(Role.LIMIT);
    }

    /** The fastest peer. */
    public Optional<Measurement> best() {
        return measurements.stream().filter(m -> m.entrant().role() == Role.PEER)
                .min(Comparator.comparingDouble(Measurement::median));
    }

    /** The best peer's time by our own: above 1 we are faster. NaN if either is missing. */
    public double toBest() {
        return ratio(best());
    }

    /** The limit's time by our own: 1 is all that the machine can do. NaN if either is missing. */
    public double toLimit() {
        return ratio(limit());
    }

    private double ratio(Optional<Measurement> other) {
        return own().isPresent() && other.isPresent() ? other.get().median() / own().get().median() : Double.NaN;
    }

    private Optional<Measurement> first(Role role) {
        return measurements.stream().filter(m -> m.entrant().role() == role).findFirst();
    }
}

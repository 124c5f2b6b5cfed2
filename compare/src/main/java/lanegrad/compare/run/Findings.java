package lanegrad.compare.run;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import lanegrad.compare.contestant.Entrant;

/** What is to be told beside the table: who took part and how, who was left out, what was wrong. */
public final class Findings {

    private final Map<Entrant, String> remarks = new EnumMap<>(Entrant.class);
    private final Map<Entrant, Set<String>> threads = new EnumMap<>(Entrant.class);
    private final Map<Entrant, String> leftOut = new EnumMap<>(Entrant.class);
    private final List<Footprint> footprints = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    /**
     * A contestant takes part.
     *
     * @param expected how many threads it may use
     * @param actual how many it says it uses
     * @param remark what else it says about itself
     */
    public void introduce(Entrant entrant, int expected, int actual, String remark) {
        remarks.put(entrant, remark);
        threads.computeIfAbsent(entrant, _ -> new LinkedHashSet<>()).add(actual + " of " + expected);
    }

    /** A contestant does not run on this platform. */
    public void leaveOut(Entrant entrant, String reason) {
        leftOut.put(entrant, reason);
    }

    /** A contestant's memory in a case. */
    public void weigh(Footprint footprint) {
        footprints.add(footprint);
    }

    /** Contestants' memory in cases. */
    public List<Footprint> footprints() {
        return footprints;
    }

    /** Something contradicts the table. */
    public void fail(String message) {
        failures.add(message);
    }

    /** What contradicts the table. */
    public List<String> failures() {
        return failures;
    }

    /** Contestants that do not run on this platform, and why. */
    public Map<Entrant, String> leftOut() {
        return leftOut;
    }

    /** A line about each contestant: the threads it says it uses, and what else it says about itself. */
    public List<String> contestants() {
        return remarks.entrySet().stream().map(e -> e.getKey().label() + ": threads "
                + String.join(", ", threads.get(e.getKey())) + (e.getValue().isEmpty() ? "" : "; " + e.getValue()))
                .toList();
    }
}

package lanegrad.examples.gpt;

/** How many steps fit into a span of time, as far as the steps so far tell; asked again later, it knows better. */
final class Pace {

    /** The parts of the time after which the compiler has settled, and after which the pace is known. */
    private static final double SETTLED = 0.05;
    private static final double KNOWN = 0.12;

    private final double seconds;
    private long settledStep;
    private double settledAt = Double.NaN;

    Pace(double seconds) {
        this.seconds = seconds;
    }

    /**
     * The step at which the time will be up.
     *
     * @param step steps taken so far
     * @param elapsed seconds so far
     * @return at least step + 1; {@link Settings#UNPLANNED} as long as nobody can tell
     */
    long estimate(long step, double elapsed) {
        if (Double.isNaN(settledAt)) {
            if (elapsed >= SETTLED * seconds) {
                settledAt = elapsed;
                settledStep = step;
            }
            return Settings.UNPLANNED;
        }
        if (elapsed < KNOWN * seconds || step <= settledStep) {
            return Settings.UNPLANNED;
        }
        double each = (elapsed - settledAt) / (step - settledStep);
        return step + Math.max(1, (long) ((seconds - elapsed) / each));
    }
}

package lanegrad.testkit;

/** How hard properties try: {@code -Dlanegrad.deep=true} multiplies everything. */
public final class Tries {

    private static final int FACTOR = Boolean.getBoolean("lanegrad.deep") ? 100 : 1;

    private Tries() {
    }

    /**
     * How often to draw.
     *
     * @param usual how often by default
     * @return that, or much more
     */
    public static int of(int usual) {
        return usual * FACTOR;
    }

    /**
     * How many elementary steps the reference of a large sample may take.
     *
     * @return steps
     */
    public static double steps() {
        return 1.5e6 * FACTOR;
    }
}

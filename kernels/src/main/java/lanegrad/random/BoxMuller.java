package lanegrad.random;

/**
 * Two independent normal numbers from two uniform ones: Box and Muller, A note on the generation of random normal
 * deviates (1958). In F64, by the functions of StrictMath, which give the same bits everywhere.
 */
public final class BoxMuller {

    private static final double TURN = 2 * Math.PI;

    private BoxMuller() {
    }

    /**
     * The distance of the pair from the origin.
     *
     * @param u uniform in (0, 1)
     * @return {@code sqrt(-2 ln u)}
     */
    public static double radius(double u) {
        return Math.sqrt(-2 * StrictMath.log(u));
    }

    /**
     * The first of the pair, for a radius of 1.
     *
     * @param v uniform in (0, 1), independent of the radius
     * @return {@code cos(2 pi v)}
     */
    public static double first(double v) {
        return StrictMath.cos(TURN * v);
    }

    /**
     * The second of the pair, for a radius of 1.
     *
     * @param v uniform in (0, 1), independent of the radius
     * @return {@code sin(2 pi v)}
     */
    public static double second(double v) {
        return StrictMath.sin(TURN * v);
    }
}

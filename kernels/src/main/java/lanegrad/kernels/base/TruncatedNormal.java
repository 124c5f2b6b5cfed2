package lanegrad.kernels.base;

import lanegrad.random.Normal;

/**
 * Normal numbers between two bounds, by the quantile function: exact, and one draw for each. Of the two tails the one
 * that is nearer is counted, so that nothing cancels.
 */
final class TruncatedNormal {

    private double mean;
    private double std;
    private double low;
    private double high;
    private boolean mirrored;

    /** The probabilities below the lower bound, above the upper one, and between, once mirrored. */
    private double below;
    private double above;
    private double between;

    /**
     * Takes the parameters of a call.
     *
     * @throws IllegalArgumentException if no numbers lie between the bounds, or they are never drawn
     */
    void set(double center, double deviation, double least, double most) {
        if (!(deviation > 0 && deviation < Double.POSITIVE_INFINITY && Double.isFinite(center) && least < most)) {
            throw new IllegalArgumentException("truncatedNormal of mean " + center + " and standard deviation "
                    + deviation + " between " + least + " and " + most
                    + ": finite numbers, the second above 0, and bounds in order expected");
        }
        mean = center;
        std = deviation;
        low = least;
        high = most;
        double from = (least - center) / deviation;
        double to = (most - center) / deviation;
        mirrored = from >= 0;
        below = Normal.survival(mirrored ? to : -from);
        above = Normal.survival(mirrored ? -from : to);
        // Where both bounds lie on one side of the mean, their tails differ by little; otherwise they are both small.
        between = mirrored ? Normal.survival(from) - below
                : to <= 0 ? Normal.survival(-to) - below : 1 - below - above;
        if (!(between >= Double.MIN_NORMAL)) {
            throw new IllegalArgumentException("truncatedNormal of mean " + center + " and standard deviation "
                    + deviation + " between " + least + " and " + most + ": the probability between is 0 in F64");
        }
    }

    /** A number from another that is uniform between 0 and 1, and from what that lacks to 1. */
    double draw(double uniform, double rest) {
        double tail = Math.fma(uniform, between, below);
        double z = tail <= 0.5 ? -Normal.inverseSurvival(tail)
                : Normal.inverseSurvival(Math.min(0.5, Math.fma(rest, between, above)));
        return Math.clamp(Math.fma(mirrored ? -z : z, std, mean), low, high);
    }

    /** As {@link #draw}, rounded; between the floats that lie between the bounds, if any do. */
    float drawFloat(double uniform, double rest) {
        float value = (float) draw(uniform, rest);
        if (value < low) {
            return Math.nextUp(value);
        }
        return value > high ? Math.nextDown(value) : value;
    }
}

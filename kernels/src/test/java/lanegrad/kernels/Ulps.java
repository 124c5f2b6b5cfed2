package lanegrad.kernels;

/** Distances of floats from what they should be, in units of the last place. */
final class Ulps {

    private Ulps() {
    }

    /**
     * How far a float is off, in units of the last place of a float near the truth; infinite where one of the two is
     * NaN or infinite and the other is not.
     */
    static double between(float got, double want) {
        float nearest = (float) want;
        if (Float.isNaN(nearest) || Float.isNaN(got)) {
            return Float.isNaN(nearest) && Float.isNaN(got) ? 0 : Double.POSITIVE_INFINITY;
        }
        if (Float.isInfinite(nearest) || Float.isInfinite(got)) {
            return nearest == got ? 0 : Double.POSITIVE_INFINITY;
        }
        double unit = Math.ulp(nearest);
        if (Math.getExponent(nearest) > Math.getExponent(want) && unit > Float.MIN_VALUE) {
            unit /= 2; // rounding went up to a power of two
        }
        return Math.abs(got - want) / unit;
    }
}

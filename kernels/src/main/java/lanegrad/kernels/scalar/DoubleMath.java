package lanegrad.kernels.scalar;

/** Functions of doubles that are made of StrictMath's. */
final class DoubleMath {

    /** 2 sqrt(2/pi), and 0.044715 times it. */
    private static final double GELU_1 = 2 * Math.sqrt(2 / Math.PI);
    private static final double GELU_3 = GELU_1 * 0.044715;

    private DoubleMath() {
    }

    /** 1 / (1 + e^-x). */
    static double sigmoid(double x) {
        double z = StrictMath.exp(-Math.abs(x));
        return (x < 0 ? z : 1) / (1 + z);
    }

    /** x / (1 + e^-u) with u = 2 sqrt(2/pi) (x + 0.044715 x^3). */
    static double geluTanh(double x) {
        if (x == Double.NEGATIVE_INFINITY) {
            return -0.0;
        }
        double z = StrictMath.exp(-Math.abs(x) * (GELU_1 + GELU_3 * x * x));
        return (x < 0 ? x * z : x) / (1 + z);
    }

    /** {@code g} times the derivative of {@link #geluTanh}: s + x u' s (1 - s) with s = 1 / (1 + e^-u). */
    static double geluTanhBackward(double x, double g) {
        double z = StrictMath.exp(-Math.abs(x) * (GELU_1 + GELU_3 * x * x));
        double h = 1 / (1 + z);
        double slope = z == 0 ? 0 : Math.abs(x) * (GELU_1 + 3 * GELU_3 * x * x) * h;
        double m = z * h * (1 - slope);
        return g * (x < 0 ? m : 1 - m);
    }
}

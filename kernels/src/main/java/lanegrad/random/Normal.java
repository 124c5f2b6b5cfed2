package lanegrad.random;

/**
 * Random words as normal numbers of mean 0 and standard deviation 1: the quantile function at a uniform number, by the
 * rational approximations of Wichura, Algorithm AS 241: the percentage points of the normal distribution (1988),
 * PPND16, whose relative error is about 1e-16. StrictMath gives the same bits everywhere.
 */
public final class Normal {

    /** Up to this distance from the median the first approximation holds; its argument is the difference of squares. */
    private static final double MIDDLE = 0.425;

    /** Where the square root of the logarithm of the tail passes from the second approximation to the third. */
    private static final double FAR = 5;

    /** Where the power series of the distribution gives way to a continued fraction, and how deep that is taken. */
    private static final double NEAR = 2;
    private static final int DEPTH = 150;

    private static final double[] A = {3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3,
        1.3731693765509461125e4, 4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4,
        2.5090809287301226727e3};
    private static final double[] B = {1, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
        2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3};
    private static final double[] C = {1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0,
        3.64784832476320460504e0, 1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2,
        7.74545014278341407640e-4};
    private static final double[] D = {1, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
        1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9};
    private static final double[] E = {6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0,
        2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5,
        2.01033439929228813265e-7};
    private static final double[] F = {1, 5.99832206555887937690e-1, 1.36929880922735805310e-1,
        1.48753612908506148525e-2,
        7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15};

    private Normal() {
    }

    /**
     * A normal number from two words: the sign is the first word's upper bit, the other 63 bits say how far out it
     * lies.
     *
     * @param word 32 random bits, the more significant ones
     * @param extension 32 random bits
     * @return from -9.2 to 9.2
     */
    public static double toDouble(int word, int extension) {
        long bits = (word & 0x7FFFFFFFL) << 32 | extension & 0xFFFFFFFFL;
        double z = inverseSurvival(Math.fma((double) bits, 0x1p-64, 0x1p-65));
        return word < 0 ? -z : z;
    }

    /**
     * The number that a normal number exceeds with a given probability.
     *
     * @param tail above 0, at most 1/2
     * @return from 0 up
     */
    public static double inverseSurvival(double tail) {
        double q = 0.5 - tail;
        if (q <= MIDDLE) {
            double r = MIDDLE * MIDDLE - q * q;
            return q * polynomial(A, r) / polynomial(B, r);
        }
        double r = Math.sqrt(-StrictMath.log(tail));
        return r <= FAR ? polynomial(C, r - 1.6) / polynomial(D, r - 1.6)
                : polynomial(E, r - FAR) / polynomial(F, r - FAR);
    }

    /**
     * The probability that a normal number exceeds another: by its power series near 0 (Marsaglia, Evaluating the
     * normal distribution, 2004), and by the continued fraction of Laplace further out. The relative error is below
     * 1e-13 up to 38, beyond which the probability is no normal number.
     *
     * @param x the other
     * @return from 0 to 1
     */
    public static double survival(double x) {
        if (x < 0) {
            return 1 - survival(-x);
        }
        double square = x * x;
        double density = StrictMath.exp(-0.5 * square) * (1 - 0.5 * Math.fma(x, x, -square)) / Math.sqrt(2 * Math.PI);
        if (x == Double.POSITIVE_INFINITY) {
            return 0;
        }
        if (x < NEAR) {
            double term = x;
            double sum = x;
            for (int i = 3; term > sum * 1e-17; i += 2) {
                term *= square / i;
                sum += term;
            }
            return 0.5 - density * sum;
        }
        double fraction = x;
        for (int i = DEPTH; i > 0; i--) {
            fraction = x + i / fraction;
        }
        return density / fraction;
    }

    private static double polynomial(double[] coefficients, double x) {
        double sum = coefficients[7];
        for (int i = 6; i >= 0; i--) {
            sum = sum * x + coefficients[i];
        }
        return sum;
    }
}

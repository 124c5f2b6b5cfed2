package lanegrad.testkit.catalogue;

import java.math.BigDecimal;

/** Functions that java.lang.Math does not have, from series and continued fractions, to about 1e-15 of themselves. */
final class SpecialFunctions {

    private static final double TWO_OVER_ROOT_PI = 2 / Math.sqrt(Math.PI);

    private static final BigDecimal TWICE_ROOT_TWO_OVER_PI = new BigDecimal(
            "1.5957691216057307117597842397375274739034345246597");

    private SpecialFunctions() {
    }

    /** The error function. */
    static double erf(double x) {
        double a = Math.abs(x);
        return Double.isNaN(x) ? x : a < 2 ? Math.signum(x) * series(a)
                : Math.signum(x) * (1 - exactSquareExp(a) * tail(a));
    }

    /** {@code 1 - erf(x)}, without cancellation. */
    static double erfc(double x) {
        if (Double.isNaN(x)) {
            return x;
        }
        return x < 0 ? 2 - erfc(-x) : x < 1 ? 1 - series(x) : exactSquareExp(x) * tail(x);
    }

    /** {@code 2/sqrt(pi) exp(-x^2) sum 2^n x^(2n+1) / (2n+1)!!}: all terms are positive. */
    private static double series(double x) {
        double term = x;
        double sum = x;
        for (int n = 1; term > sum * 1e-18; n++) {
            term *= 2 * x * x / (2 * n + 1);
            sum += term;
        }
        return TWO_OVER_ROOT_PI * StrictMath.exp(-x * x) * sum;
    }

    /** The complementary error function from 1 up over exp(-x^2), by its continued fraction, from the inside. */
    private static double tail(double x) {
        double f = 0;
        for (int k = 200; k >= 1; k--) {
            f = k / 2.0 / (x + f);
        }
        return 1 / Math.sqrt(Math.PI) / (x + f);
    }

    /** {@code exp(-x^2)}, with the rounding error of the square made good. */
    private static double exactSquareExp(double x) {
        if (x > 40) {
            return 0;
        }
        double square = x * x;
        double rest = Math.fma(x, x, -square);
        return StrictMath.exp(-square) * (1 - rest);
    }

    /**
     * {@code x/2 (1 + erf(x / sqrt 2))}, below 0 through erfc, because that would cancel, and with the exponent from x
     * itself.
     */
    static double gelu(double x) {
        if (x == Double.NEGATIVE_INFINITY) {
            return -0.0;
        }
        if (x >= -Math.sqrt(2) || x != x) {
            return x == Double.POSITIVE_INFINITY ? x : x / 2 * erfc(-x / Math.sqrt(2));
        }
        return x < -60 ? -0.0 : x / 2 * halfSquareExp(x) * tail(-x / Math.sqrt(2));
    }

    private static double halfSquareExp(double x) {
        double square = x * x;
        return StrictMath.exp(-square / 2) * (1 - Math.fma(x, x, -square) / 2);
    }

    /** {@code x/2 (1 + tanh(u))} as {@code x sigmoid(2u)}, which does not cancel. */
    static double geluTanh(double x) {
        if (x == Double.NEGATIVE_INFINITY) {
            return -0.0;
        }
        if (!(Math.abs(x) < 60)) {
            return x < 0 ? -0.0 : x;
        }
        BigDecimal exact = new BigDecimal(x);
        BigDecimal u = exact.pow(3).multiply(new BigDecimal("0.044715")).add(exact).multiply(TWICE_ROOT_TWO_OVER_PI);
        double high = u.doubleValue();
        double low = u.subtract(new BigDecimal(high)).doubleValue();
        double z = StrictMath.exp(-Math.abs(high)) * (1 - Math.signum(high) * low);
        return (x < 0 ? x * z : x) / (1 + z);
    }

    /** {@code 1 / (1 + exp(-x))}. */
    static double sigmoid(double x) {
        return x >= 0 || Double.isNaN(x) ? 1 / (1 + StrictMath.exp(-x)) : StrictMath.exp(x) / (1 + StrictMath.exp(x));
    }

    /** {@code log(1 + exp(x))}. */
    static double softplus(double x) {
        return x > 0 ? x + StrictMath.log1p(StrictMath.exp(-x)) : StrictMath.log1p(StrictMath.exp(x));
    }

    /** The inverse of sinh. */
    static double asinh(double x) {
        double a = Math.abs(x);
        double y = a > 1 ? StrictMath.log(a) + StrictMath.log1p(StrictMath.sqrt(1 + 1 / (a * a)))
                : StrictMath.log1p(a + a * a / (1 + StrictMath.sqrt(1 + a * a)));
        return Math.copySign(y, x);
    }

    /** The inverse of cosh. */
    static double acosh(double x) {
        if (x > 1e150) { // whose square overflows
            return StrictMath.log(x) + StrictMath.log(2);
        }
        return x < 1 ? Double.NaN : StrictMath.log1p(x - 1 + StrictMath.sqrt((x - 1) * (x + 1)));
    }

    /** The inverse of tanh. */
    static double atanh(double x) {
        return x == 0 ? x : (StrictMath.log1p(x) - StrictMath.log1p(-x)) / 2;
    }

    /** As C's pow, which differs from Java's where the base is 1 or the exponent infinite. */
    static double pow(double a, double b) {
        return a == 1 || a == -1 && Double.isInfinite(b) ? 1 : StrictMath.pow(a, b);
    }
}

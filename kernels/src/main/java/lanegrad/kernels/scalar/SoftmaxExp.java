package lanegrad.kernels.scalar;

import static java.lang.Math.fma;

/**
 * The exponential of doubles for softmax, by a polynomial of our own: several times as fast as StrictMath's, the same
 * bits before and after compilation, and simple enough for the compiler to make vectors of a loop.
 *
 * <p>x is n ln 2 + r with |r| at most ln(2) / 2; e^r is its Taylor polynomial of degree 13, whose rest is below 1e-17;
 * 2^n is built from its exponent bits. The error is below 1.1 ULP. Below the normal numbers the result is exactly 0,
 * NaN stays NaN.
 */
final class SoftmaxExp {

    private static final double LOG2_E = 0x1.71547652b82fep0;
    /** ln 2 in two parts. */
    private static final double LN2_HIGH = 0x1.62e42fefa39efp-1;
    private static final double LN2_LOW = 0x1.abc9e3b39803fp-56;
    /** Adding this rounds to an integer n, and leaves n + 1023 in the lowest bits of the sum. */
    private static final double ROUNDER = 0x1.8p52 + 1023;
    /** ln(2^-1022), rounded towards 0. */
    private static final double LOWEST = -708.396418532264;
    /** From here on e^x is not finite. */
    private static final double HIGHEST = 709.7;

    private SoftmaxExp() {
    }

    /** e^x. */
    static double exp(double x) {
        double t = fma(x, LOG2_E, ROUNDER);
        double n = t - ROUNDER;
        double r = fma(n, -LN2_LOW, fma(n, -LN2_HIGH, x));
        double p = fma(r, 1.0 / 6227020800.0, 1.0 / 479001600);
        p = fma(p, r, 1.0 / 39916800);
        p = fma(p, r, 1.0 / 3628800);
        p = fma(p, r, 1.0 / 362880);
        p = fma(p, r, 1.0 / 40320);
        p = fma(p, r, 1.0 / 5040);
        p = fma(p, r, 1.0 / 720);
        p = fma(p, r, 1.0 / 120);
        p = fma(p, r, 1.0 / 24);
        p = fma(p, r, 1.0 / 6);
        p = fma(p, r, 0.5);
        p = fma(p, r, 1);
        p = fma(p, r, 1);
        double e = p * Double.longBitsToDouble(Double.doubleToRawLongBits(t) << 52);
        return x < LOWEST ? 0 : x > HIGHEST ? x * Double.MAX_VALUE : e;
    }
}

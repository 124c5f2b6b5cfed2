package lanegrad.kernels.scalar;

import static java.lang.Math.fma;

/**
 * Sine, cosine and tangent of doubles, within 1 ULP and without making objects, which StrictMath's do. The angle is
 * reduced to at most pi/4 either way, in two doubles: up to 2^20 by a pi/2 of three parts, beyond by {@link FarAngle}.
 */
final class DoubleAngle {

    /** {@code (sin(r) / r - 1) / r^2} and {@code (cos(r) - 1 + r^2/2) / r^4} in r^2: errors below 2^-56. */
    private static final double[] SIN = {
        -0x1.5555555555548p-3, 0x1.111111110f7dbp-7, -0x1.a01a019bff19ap-13, 0x1.71de3568aa85ap-19,
        -0x1.ae5e5b1b63279p-26, 0x1.5d8ff2023882bp-33};
    private static final double[] COS = {
        0x1.555555555554cp-5, -0x1.6c16c16c15186p-10, 0x1.a01a019cb2892p-16, -0x1.27e4f80a7f897p-22,
        0x1.1ee9ec4904163p-29, -0x1.8faecdf4993f4p-37};

    /** pi/2 in three parts, the first two of 33 bits, so that their multiples up to 2^20 are exact. */
    private static final double FIRST = 0x1.921fb544p0;
    private static final double SECOND = 0x1.0b4611a6p-34;
    private static final double THIRD = 0x1.3198a2e037073p-69;
    private static final double INVERSE = 0x1.45f306dc9c883p-1;
    /** Multiples of pi/2 below 2^20 reach so far. */
    private static final double NEAR = 0x1p20;
    private static final double QUARTER_PI = 0x1.921fb54442d18p-1;

    private DoubleAngle() {
    }

    static double sin(double x) {
        double a = Math.abs(x);
        if (a <= QUARTER_PI) {
            return x == 0 ? x : sine(x, 0); // a sum with 0 would take the sign of -0
        }
        if (!(a < Double.POSITIVE_INFINITY)) {
            return Double.NaN;
        }
        long quarter = quarter(x);
        double r = high(x, quarter);
        return turned(r, low(x, quarter, r), quarter);
    }

    static double cos(double x) {
        double a = Math.abs(x);
        if (a <= QUARTER_PI) {
            return cosine(x, 0);
        }
        if (!(a < Double.POSITIVE_INFINITY)) {
            return Double.NaN;
        }
        long quarter = quarter(x);
        double r = high(x, quarter);
        return turned(r, low(x, quarter, r), quarter + 1);
    }

    static double tan(double x) {
        double a = Math.abs(x);
        if (a <= QUARTER_PI) {
            return tangent(x, 0, false);
        }
        if (!(a < Double.POSITIVE_INFINITY)) {
            return Double.NaN;
        }
        long quarter = quarter(x);
        double r = high(x, quarter);
        return tangent(r, low(x, quarter, r), (quarter & 1) != 0);
    }

    /** The multiple of pi/2 nearest to x; of large x modulo 4. */
    private static long quarter(double x) {
        return Math.abs(x) < NEAR ? (long) Math.rint(x * INVERSE) : FarAngle.quarter(x);
    }

    /** What is left of x, rounded. */
    private static double high(double x, long quarter) {
        if (!(Math.abs(x) < NEAR)) {
            return FarAngle.rest(x, false);
        }
        double u = fma(-(double) quarter, FIRST, x); // exact, as is the product with the second part
        double w = quarter * SECOND;
        double s = u - w;
        return s + (lost(u, -w, s) - quarter * THIRD);
    }

    /** What rounding took from it. */
    private static double low(double x, long quarter, double high) {
        if (!(Math.abs(x) < NEAR)) {
            return FarAngle.rest(x, true);
        }
        double u = fma(-(double) quarter, FIRST, x);
        double w = quarter * SECOND;
        double s = u - w;
        return lost(s, lost(u, -w, s) - quarter * THIRD, high);
    }

    /** What rounding took from the sum s of a and b. */
    private static double lost(double a, double b, double s) {
        double c = s - a;
        return a - (s - c) + (b - c);
    }

    /** The sine of r + rest a number of right angles further. */
    private static double turned(double r, double rest, long quarters) {
        double y = (quarters & 1) == 0 ? sine(r, rest) : cosine(r, rest);
        return (quarters & 2) == 0 ? y : -y;
    }

    private static double sine(double r, double rest) {
        return r + sineRest(r, rest);
    }

    /** sin(r + rest) - r. */
    private static double sineRest(double r, double rest) {
        double z = r * r;
        return fma(r * z, polynomial(SIN, z), rest * fma(z, -0.5, 1));
    }

    private static double cosine(double r, double rest) {
        double half = 0.5 * r * r;
        double high = 1 - half;
        return high + cosineRest(r, rest, half, high);
    }

    /** cos(r + rest) - high, where high is 1 - r^2/2 and rounded. */
    private static double cosineRest(double r, double rest, double half, double high) {
        double z = r * r;
        return 1 - high - half + fma(z * z, polynomial(COS, z), fma(-0.5 * r, r, half) - r * rest);
    }

    /** The tangent of r + rest, or of a right angle more, as a quotient in twice the precision. */
    private static double tangent(double r, double rest, boolean turned) {
        double half = 0.5 * r * r;
        double base = 1 - half;
        double cosineRest = cosineRest(r, rest, half, base);
        double c = base + cosineRest;
        double cLow = base - c + cosineRest;
        double sineRest = sineRest(r, rest);
        double s = r + sineRest;
        double sLow = r - s + sineRest;
        if (turned) {
            double q = c / s;
            return -(q + (fma(-q, s, c) + cLow - q * sLow) / s);
        }
        if (r == 0) {
            return r;
        }
        double q = s / c;
        return q + (fma(-q, c, s) + sLow - q * cLow) / c;
    }

    private static double polynomial(double[] coefficients, double x) {
        double p = coefficients[coefficients.length - 1];
        for (int i = coefficients.length - 2; i >= 0; i--) {
            p = fma(p, x, coefficients[i]);
        }
        return p;
    }
}

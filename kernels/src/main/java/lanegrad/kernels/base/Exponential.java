package lanegrad.kernels.base;

/**
 * Exponential numbers of mean 1 from random words, by the quantile function: the first word's upper bit says on which
 * side of the median ln 2, the other bits how far out, so that both the small and the large are drawn to full precision
 * and neither 0 nor infinity ever. Gumbel numbers are minus their logarithms.
 */
final class Exponential {

    /** The greatest f of which {@code -ln(1 - f)} is a polynomial: 1 - sqrt(1/2), rounded down. */
    private static final float NEAR = 0.29289317f;

    private Exponential() {
    }

    /** From 2^-33 to 22.9. */
    static float toFloat(int word) {
        float tail = Math.fma((float) (word & Integer.MAX_VALUE), NormalPolynomials.PART,
                NormalPolynomials.HALF_PART);
        if (word < 0) {
            return NormalPolynomials.minusLog(tail);
        }
        return tail <= NEAR ? NormalPolynomials.minusLog(tail, 0) : NormalPolynomials.minusLog(2 * tail - 1, -1);
    }

    /** From 2^-65 to 45.1. */
    static double toDouble(int word, int extension) {
        long bits = (word & 0x7FFFFFFFL) << 32 | extension & 0xFFFFFFFFL;
        double tail = Math.fma((double) bits, 0x1p-64, 0x1p-65);
        return word < 0 ? -StrictMath.log(tail) : -StrictMath.log1p(-tail);
    }

    /** From -3.1 to 22.9. */
    static float gumbelFloat(int word) {
        return NormalPolynomials.minusLog(toFloat(word));
    }

    /** From -3.8 to 45.1. */
    static double gumbelDouble(int word, int extension) {
        return -StrictMath.log(toDouble(word, extension));
    }
}

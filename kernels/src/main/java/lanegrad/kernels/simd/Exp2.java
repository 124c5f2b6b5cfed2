package lanegrad.kernels.simd;

/**
 * 2 to the power of x, and e to the power of y, for softmax: arguments are at most 0, as scores less their maximum are,
 * or little above.
 *
 * <p>{@code t = x + ROUNDER} rounds x to an integer n, which lies in the bits of t with the exponent's bias added;
 * shifted to the exponent's place they are 2^n. On the rest {@code f = x - (t - ROUNDER)} in [-1/2, 1/2], 2^f is the
 * polynomial with coefficients 1, C1 to C6: minimax of the relative error, 2e-9, by weighted least squares. For e^y, x
 * is y times LOG2_E, and the rest is taken from y itself, to twice the precision. Below LOWEST the result is taken for
 * exactly 0, so that a masked key has no weight at all. NaN stays NaN. The error is below 1.1 ULP.
 *
 * <p>Loops over vectors write these steps out, since a method that takes and returns vectors is only as good as its
 * inlining; the elements that are left over go through {@link #exp}, which takes the same steps and gives the same
 * bits.
 */
final class Exp2 {

    static final float ROUNDER = 0x1.8p23f + 127;
    static final float LOWEST = -126;

    static final float C1 = 0x1.62e43p-1f;
    static final float C2 = 0x1.ebfbdcp-3f;
    static final float C3 = 0x1.c6aee8p-5f;
    static final float C4 = 0x1.3b2d4cp-7f;
    static final float C5 = 0x1.5f3e52p-10f;
    static final float C6 = 0x1.41fbbcp-13f;

    /** 1 / ln 2 rounded to a float; LOG2_E_REST is what that leaves. */
    static final float LOG2_E = 0x1.715476p0f;
    static final float LOG2_E_REST = 0x1.4ae0cp-26f;

    /** Where e^y falls below 2^LOWEST. */
    static final float LOWEST_E = -0x1.5d589ep6f;

    private Exp2() {
    }

    /** e^y for y at most 88. */
    static float exp(float y) {
        if (y < LOWEST_E) {
            return 0;
        }
        float t = Math.fma(y, LOG2_E, ROUNDER);
        float f = Math.fma(y, LOG2_E_REST, Math.fma(y, LOG2_E, ROUNDER - t));
        float p = Math.fma(f, C6, C5);
        p = Math.fma(p, f, C4);
        p = Math.fma(p, f, C3);
        p = Math.fma(p, f, C2);
        p = Math.fma(p, f, C1);
        p = Math.fma(p, f, 1);
        return p * Float.intBitsToFloat(Float.floatToRawIntBits(t) << 23);
    }
}

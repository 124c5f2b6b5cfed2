package lanegrad.kernels.base;

/**
 * Normal numbers in F32, each from one random word: as {@link lanegrad.random.Normal}, by the shorter rational
 * approximations of the same paper (Wichura, AS 241, PPND7). With the rounding of F32 the relative error is below 5e-7.
 *
 * <p>The vector code repeats these steps one by one, and since each is exact or correctly rounded it gives the same
 * bits.
 */
public final class NormalPolynomials {

    /**
     * What the bits below the sign are multiplied by, and what is added, for the probability of a tail, at most 1/2.
     */
    public static final float PART = 0x1p-32f;
    public static final float HALF_PART = 0x1p-33f;

    /** Up to this distance from the median the first approximation holds, in its square's difference from that of q. */
    public static final float MIDDLE = 0.425f;
    public static final float MIDDLE_SQUARE = 0.180625f;

    /** The number over q, in the middle: a rational function of the difference of squares. */
    public static final float A0 = 3.3871327179e0f;
    public static final float A1 = 5.0434271938e1f;
    public static final float A2 = 1.5929113202e2f;
    public static final float A3 = 5.9109374720e1f;
    public static final float B1 = 1.7895169469e1f;
    public static final float B2 = 7.8757757664e1f;
    public static final float B3 = 6.7187563600e1f;

    /** The number, outside: a rational function of the square root of the tail's logarithm, less this. */
    public static final float ROOT_SHIFT = 1.6f;
    public static final float C0 = 1.4234372777e0f;
    public static final float C1 = 2.7568153900e0f;
    public static final float C2 = 1.3067284816e0f;
    public static final float C3 = 1.7023821103e-1f;
    public static final float D1 = 7.3700164250e-1f;
    public static final float D2 = 1.2021132975e-1f;

    /** The least significand that belongs to the lower exponent, as bits: the square root of 1/2. */
    public static final int ROOT_HALF = 0x3F3504F3;

    /** Minus the natural logarithm of 2, first the bits that times any exponent here are exact, then the rest. */
    public static final float LN2_HIGH = -0.693359375f;
    public static final float LN2_LOW = 2.12194440e-4f;

    /** {@code (-ln(1 - f) - f - f f / 2) / f^3} from 1 - sqrt(2) to 1 - sqrt(1/2), fitted to 3e-8 of the logarithm. */
    public static final float L0 = 0.3333390951156616f;
    public static final float L1 = 0.2500133812427521f;
    public static final float L2 = 0.19963063299655914f;
    public static final float L3 = 0.1657758504152298f;
    public static final float L4 = 0.14914768934249878f;
    public static final float L5 = 0.14267486333847046f;
    public static final float L6 = 0.08700434863567352f;

    private NormalPolynomials() {
    }

    /** A normal number of mean 0 and standard deviation 1. */
    public static float normal(int word) {
        float tail = Math.fma((float) (word & Integer.MAX_VALUE), PART, HALF_PART);
        float q = 0.5f - tail;
        float z = q <= MIDDLE ? middle(q) : outside(minusLog(tail));
        return word < 0 ? -z : z;
    }

    private static float middle(float q) {
        float r = MIDDLE_SQUARE - q * q;
        float above = Math.fma(Math.fma(Math.fma(A3, r, A2), r, A1), r, A0);
        float below = Math.fma(Math.fma(Math.fma(B3, r, B2), r, B1), r, 1);
        return q * above / below;
    }

    private static float outside(float logarithm) {
        float r = (float) Math.sqrt(logarithm) - ROOT_SHIFT;
        float above = Math.fma(Math.fma(Math.fma(C3, r, C2), r, C1), r, C0);
        float below = Math.fma(Math.fma(D2, r, D1), r, 1);
        return above / below;
    }

    /** {@code -ln(t)}, for normal t. */
    static float minusLog(float t) {
        int bits = Float.floatToRawIntBits(t);
        int exponent = bits - ROOT_HALF >> 23;
        return minusLog(1 - Float.intBitsToFloat(bits - (exponent << 23)), exponent);
    }

    /** {@code -ln((1 - f) 2^exponent)}, for f from 1 - sqrt(2) to 1 - sqrt(1/2). */
    static float minusLog(float f, int exponent) {
        float l = Math.fma(L6, f, L5);
        l = Math.fma(l, f, L4);
        l = Math.fma(l, f, L3);
        l = Math.fma(l, f, L2);
        l = Math.fma(l, f, L1);
        l = Math.fma(l, f, L0);
        l = Math.fma(l, f, 0.5f);
        l = Math.fma(l, f * f, f);
        return Math.fma((float) exponent, LN2_HIGH, Math.fma((float) exponent, LN2_LOW, l));
    }
}

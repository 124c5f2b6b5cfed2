package lanegrad.kernels.base;

/**
 * The coefficients of those F32 functions that are computed in doubles and rounded once, shared by the scalar and the
 * SIMD code.
 *
 * <p>Each group is a minimax fit (Remez exchange at 50 digits) with its coefficients rounded to doubles. The stated
 * error is that of the rounded polynomial, relative to the function's value: 6e-8 would be a unit in the last place of
 * a float, so that rounding is all that matters.
 */
public final class WidePolynomials {

    private WidePolynomials() {
    }

    /** {@code (e^r - 1) / r} for |r| at most ln(2) / 2: error 4.5e-12. */
    public static final double EXP_0 = 0x1.fffffffff637ap-1;
    public static final double EXP_1 = 0x1.000000001a88fp-1;
    public static final double EXP_2 = 0x1.5555557e396dep-3;
    public static final double EXP_3 = 0x1.555554f313f71p-5;
    public static final double EXP_4 = 0x1.1110a66f824e0p-7;
    public static final double EXP_5 = 0x1.6c175ac73fa9dp-10;
    public static final double EXP_6 = 0x1.a17d87a05fdc6p-13;
    public static final double EXP_7 = 0x1.a01a7581e15c5p-16;

    /** {@code (log((1 + s) / (1 - s)) - 2 s) / s^3} as a polynomial in s^2, for |s| at most 0.1716: error 3e-14. */
    public static final double LOG_0 = 0x1.555555561dd9ep-1;
    public static final double LOG_1 = 0x1.999996aa61772p-2;
    public static final double LOG_2 = 0x1.24941183235a5p-2;
    public static final double LOG_3 = 0x1.c62b3428401dcp-3;
    public static final double LOG_4 = 0x1.9113f7a5be363p-3;

    /** {@code (sin(r) / r - 1) / r^2} as a polynomial in r^2, for |r| at most pi/4: error 5.2e-12. */
    public static final double SIN_0 = -0x1.5555554c73757p-3;
    public static final double SIN_1 = 0x1.1111086afb2b5p-7;
    public static final double SIN_2 = -0x1.a00f7f5d5c034p-13;
    public static final double SIN_3 = 0x1.6cd1f55952c42p-19;

    /** {@code (cos(r) - 1 + r^2/2) / r^4} as a polynomial in r^2, for |r| at most pi/4: error 1e-13. */
    public static final double COS_0 = 0x1.5555554f4ec67p-5;
    public static final double COS_1 = -0x1.6c16b8995f70cp-10;
    public static final double COS_2 = 0x1.a011208c76fabp-16;
    public static final double COS_3 = -0x1.242aeb6e5595ep-22;

    /** {@code (atan(t) / t - 1) / t^2} as a polynomial in t^2, for |t| at most sqrt(2) - 1: error 7.9e-13. */
    public static final double ATAN_0 = -0x1.5555554edf645p-2;
    public static final double ATAN_1 = 0x1.999991fc32681p-3;
    public static final double ATAN_2 = -0x1.2490c30898ae1p-3;
    public static final double ATAN_3 = 0x1.c6d1ec18ccd4ap-4;
    public static final double ATAN_4 = -0x1.7082bcaba6f57p-4;
    public static final double ATAN_5 = 0x1.1e5c6489d4bf8p-4;
    public static final double ATAN_6 = -0x1.36adb7092fd1cp-5;

    /** {@code erfc(x) = exp(-x^2) v T(v)} with {@code v = 1 / (1 + 0.35 x)}, for x from 0 to 10.3: error 5.2e-12. */
    public static final double ERFC_0 = 0x1.9469bb42cc86ep-3;
    public static final double ERFC_1 = 0x1.945ae7a8373a4p-3;
    public static final double ERFC_2 = 0x1.7c5f83ae046bfp-3;
    public static final double ERFC_3 = 0x1.446f47723d00cp-3;
    public static final double ERFC_4 = 0x1.212586ef6ec08p-3;
    public static final double ERFC_5 = 0x1.3ae9633f19930p-5;
    public static final double ERFC_6 = 0x1.592983bb006edp-3;
    public static final double ERFC_7 = -0x1.7625ffec123b3p-3;
    public static final double ERFC_8 = 0x1.9f24b5703e959p-3;
    public static final double ERFC_9 = -0x1.a470639180538p-4;
    public static final double ERFC_10 = -0x1.4461efabbab22p-4;
    public static final double ERFC_11 = 0x1.e8dd675761fb5p-4;
    public static final double ERFC_12 = -0x1.b4ea0bf08b84cp-5;
    public static final double ERFC_13 = 0x1.19971e595940cp-7;
    /** The 0.35 of v, and where erfc is below every float. */
    public static final double ERFC_SCALE = 0.35;
    public static final double ERFC_END = 10.3;

    /** A third; ln 2, 1 / ln 2 and 1 / ln 10. */
    public static final double THIRD = 1.0 / 3;
    public static final double LN2 = 0x1.62e42fefa39efp-1;
    public static final double LOG2_E = 0x1.71547652b82fep0;
    public static final double LOG10_E = 0x1.bcb7b1526e50ep-2;
    /** pi/2 in two parts, the second of which is what rounding leaves; pi, pi/4, and 2/pi. */
    public static final double HALF_PI = 0x1.921fb54442d18p0;
    public static final double HALF_PI_LOW = 0x1.1a62633145c07p-54;
    public static final double PI = 0x1.921fb54442d18p1;
    public static final double QUARTER_PI = 0x1.921fb54442d18p-1;
    public static final double TWO_OVER_PI = 0x1.45f306dc9c883p-1;
    /** The tangents of pi/8 and 3 pi/8: between them an angle is measured from pi/4, above from pi/2. */
    public static final double TAN_PI_8 = 0x1.a827999fcef32p-2;
    public static final double TAN_3_PI_8 = 0x1.3504f333f9de6p1;

    /** Added to a double of magnitude below 2^50, this rounds it to a whole number, found in the sum's lowest bits. */
    public static final double ROUND = 0x1.8p52;
    /** The same, but the lowest bits have the exponent's bias added: shifted to the exponent's place they are 2^n. */
    public static final double ROUND_BIASED = 0x1.8p52 + 1023;
    /** Beyond this either way, e^x is no float; of 2^x, the same. */
    public static final double EXP_END = 700;
    public static final double EXP2_END = 1000;
    /** Beyond this either way mish is x or 0. */
    public static final double MISH_END = 150;
    /** From here on angles are reduced one by one, because one more rounding of their multiples of pi/2 would show. */
    public static final double ANGLE_END = 0x1p28;
    /** From here on every float is an even number. */
    public static final double EVEN = 0x1p25;

    /** The bits of sqrt(1/2), the start of log's reduced range, and how far those of 1 lie above. */
    public static final long SQRT_HALF_BITS = 0x3fe6_a09e_667f_3bcdL;
    public static final long ONE_ABOVE = 0x3ff0_0000_0000_0000L - SQRT_HALF_BITS;
    /** The bits of a double's significand. */
    public static final long SIGNIFICAND = 0x000f_ffff_ffff_ffffL;
    /** The bits of 2^52: or'ed with a small whole number they are 2^52 plus it, and this takes 2^52 and a bias back. */
    public static final long TWO_52_BITS = 0x4330_0000_0000_0000L;
    public static final double TWO_52_BIASED = 0x1p52 + 1023;
}

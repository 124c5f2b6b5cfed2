package lanegrad.kernels.base;

/**
 * The coefficients of Lanegrad's F32 elementary functions, shared by the scalar and the SIMD code.
 *
 * <p>Each group is a minimax fit (Remez exchange at 40 digits), rounded to floats one coefficient at a time with the
 * rest fitted again after each rounding. The stated error is that of the rounded polynomial, relative to the function's
 * value, in units of 2^-24 (half an ULP at worst).
 */
public final class Polynomials {

    private Polynomials() {
    }

    /** 1 / ln 2. */
    public static final float LOG2_E = 0x1.715476p+0f;
    /** ln 2 to 15 bits, so that its product with an exponent is exact; {@link #LN2_LOW} is what that leaves. */
    public static final float LN2_HIGH = 0x1.62e4p-1f;
    /** ln 2 - {@link #LN2_HIGH}. */
    public static final float LN2_LOW = 0x1.7f7d1cp-20f;

    /** {@code (e^r - 1 - r) / r^2} for |r| at most ln(2) / 2: error 0.24. */
    public static final float EXP_0 = 0x1.fffffep-2f;
    public static final float EXP_1 = 0x1.5554a8p-3f;
    public static final float EXP_2 = 0x1.555792p-5f;
    public static final float EXP_3 = 0x1.122e44p-7f;
    public static final float EXP_4 = 0x1.6ac506p-10f;

    /** {@code (log(1 + f) - f) / f^2} for 1 + f between sqrt(1/2) and sqrt(2): error 0.074. */
    public static final float LOG_0 = -0x1.fffff8p-2f;
    public static final float LOG_1 = 0x1.55554ep-2f;
    public static final float LOG_2 = -0x1.000438p-2f;
    public static final float LOG_3 = 0x1.99a55ep-3f;
    public static final float LOG_4 = -0x1.5424f2p-3f;
    public static final float LOG_5 = 0x1.224ee4p-3f;
    public static final float LOG_6 = -0x1.0f28p-3f;
    public static final float LOG_7 = 0x1.094306p-3f;
    public static final float LOG_8 = -0x1.3b1a7p-4f;

    /** {@code (tanh(x) / x - 1) / x^2} as a polynomial in x^2, for |x| at most 0.55: error 0.018. */
    public static final float TANH_0 = -0x1.55554cp-2f;
    public static final float TANH_1 = 0x1.110d6ap-3f;
    public static final float TANH_2 = -0x1.b931fcp-5f;
    public static final float TANH_3 = 0x1.598278p-6f;
    public static final float TANH_4 = -0x1.9c94b6p-8f;

    /** {@code erf(x) / x - 1} as a polynomial in x^2, for |x| at most 0.9: error 0.24. */
    public static final float ERF_0 = 0x1.06eba6p-3f;
    public static final float ERF_1 = -0x1.8126f2p-2f;
    public static final float ERF_2 = 0x1.ce1d82p-4f;
    public static final float ERF_3 = -0x1.b6c118p-6f;
    public static final float ERF_4 = 0x1.489a28p-8f;
    public static final float ERF_5 = -0x1.401644p-11f;

    /**
     * The lower tail of the normal distribution: {@code a P(-a) = exp(-a^2/2) T / (1 + BELOW_T T + B)} for a from 0 to
     * 14.5, beyond which P is below every float, with {@code T = a (1/2 + TAIL_1 a + ... + TAIL_4 a^4)} and {@code B =
     * BELOW_1 a + BELOW_2 a^2 + BELOW_3 a^3}: error 0.39. The greater a, the less an error of T matters, since it
     * stands on both sides of the line.
     */
    public static final float TAIL_1 = 0x1.d98b2ap-2f;
    public static final float TAIL_2 = 0x1.9c98d4p-3f;
    public static final float TAIL_3 = 0x1.7ff122p-5f;
    public static final float TAIL_4 = 0x1.4bdabp-8f;
    public static final float BELOW_T = 0x1.40d954p+1f;
    public static final float BELOW_1 = 0x1.e0b9eap-2f;
    public static final float BELOW_2 = 0x1.e49a44p-4f;
    public static final float BELOW_3 = 0x1.9ec532p-7f;

    /** {@code 2 sqrt(2/pi)}, rounded, and in two parts of which the first has 12 bits. */
    public static final float GELU_1 = 0x1.988454p+0f;
    public static final float GELU_1_HIGH = 0x1.988p+0f;
    public static final float GELU_1_LOW = 0x1.14cf5p-14f;
    /** {@code 2 sqrt(2/pi) 0.044715}, what rounding it to a float leaves, and three times it. */
    public static final float GELU_3 = 0x1.2444f2p-4f;
    public static final float GELU_3_LOW = 0x1.49b16ap-29f;
    public static final float GELU_9 = 0x1.b6676cp-3f;

    public static final float SQRT_2 = 0x1.6a09e6p+0f;
    /** {@code 1 / sqrt(2 pi)}, the peak of the normal density. */
    public static final float NORMAL_PEAK = 0x1.988454p-2f;

    /**
     * Added to a float of magnitude below 2^22, this rounds it to a whole number n, and leaves n + 126 in the lowest
     * bits of the sum: shifted to the exponent's place, they are the float 2^(n-1).
     */
    public static final float ROUND = 0x1.8p23f + 126;
    /** The bits of ROUND - 124: below n = -124, where the result may be subnormal, 2^n is split into two factors. */
    public static final int ROUND_LEAST = 0x4b40_0000 + 126 - 124;
    /** The bits of 2. */
    public static final int TWO_BITS = 0x4000_0000;
    /** As {@link #ROUND}, but leaves n. */
    public static final float ROUND_WHOLE = 0x1.8p23f;
    /** As {@link #ROUND}, but leaves n + 32, to be added to an exponent: e^y times 2^32 is normal unless e^y is 0. */
    public static final float ROUND_UP = 0x1.8p23f + 32;
    /** What takes {@link #ROUND_UP}'s 2^32 back, and -2 times that. */
    public static final float UP = 0x1p32f;
    public static final float DOWN = 0x1p-32f;
    public static final float MINUS_TWICE_DOWN = -0x1p-31f;
    /**
     * For the bell curve exp(-a^2/2), in terms of -2 r where exp has r: 1 / ln 2 over -2, twice {@link #LN2_HIGH},
     * minus {@link #ROUND_WHOLE} times that, and {@link #LN2_LOW} over {@link #LN2_HIGH}.
     */
    public static final float BELL_LOG2_E = LOG2_E / -2;
    public static final float BELL_LN2_HIGH = LN2_HIGH * 2;
    public static final float BELL_ROUND = -ROUND_WHOLE * BELL_LN2_HIGH;
    public static final float BELL_LN2_REST = LN2_LOW / LN2_HIGH;
    /** Exp's coefficients for that, times 2^32. */
    public static final float BELL_1 = UP / -2;
    public static final float BELL_2 = EXP_0 * UP / 4;
    public static final float BELL_3 = EXP_1 * UP / -8;
    public static final float BELL_4 = EXP_2 * UP / 16;
    public static final float BELL_5 = EXP_3 * UP / -32;
    public static final float BELL_6 = EXP_4 * UP / 64;

    /** At and below this, exp is 0; the same as bits. */
    public static final float EXP_ZERO = -105;
    public static final int EXP_ZERO_BITS = 0xc2d2_0000;
    /** At and above this, exp is infinite; the same as bits. */
    public static final float EXP_INFINITE = 89;
    public static final int EXP_INFINITE_BITS = 0x42b2_0000;
    /** Below this, tanh is a polynomial times x. */
    public static final float TANH_NEAR = 0.55f;
    /** The bits of 9.25: at and above it, tanh is 1. */
    public static final int TANH_ONE_BITS = 0x4114_0000;
    /** Below this, erf is a polynomial times x. */
    public static final float ERF_NEAR = 0.9f;
    /** The bits of 4: at and above it, erf is 1. */
    public static final int ERF_ONE_BITS = 0x4080_0000;
    /** The bits of 14.5 and of 10.8125: at and beyond them, the lower tails of the two forms of GELU are 0. */
    public static final int TAIL_END_BITS = 0x4168_0000;
    public static final int GELU_END_BITS = 0x412d_0000;
    /** The bits of 109: at and beyond it, the lower tail of SiLU is 0. */
    public static final int SILU_END_BITS = 0x42da_0000;
    /** The bits of the greatest finite float. */
    public static final int MOST_BITS = 0x7f7f_ffff;
    /** From here on every float is a whole number, and adding it rounds to one. */
    public static final float WHOLE = 0x1p23f;
    /** What is left of a float's bits without its sign. */
    public static final int MAGNITUDE = Integer.MAX_VALUE;
    /** The factor that makes every subnormal normal. */
    public static final float UP_23 = 0x1p23f;
    /** The bits of sqrt(1/2): the start of log's reduced range. */
    public static final int SQRT_HALF_BITS = 0x3f35_04f3;
}

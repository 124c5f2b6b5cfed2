package lanegrad.kernels.scalar;

/**
 * The error function and the GELU made of it on doubles, after the plan of {@link FloatNormal} with longer polynomials.
 * They are minimax fits (Remez exchange at 60 digits), rounded one coefficient at a time.
 */
final class DoubleNormal {

    /** erf(x) / x - 1 as a polynomial in x^2 for |x| at most 1: error below 2^-56. */
    private static final double[] NEAR = {
        0x1.06eba8214db68p-3, -0x1.812746b0379a9p-2, 0x1.ce2f21a040748p-4,
        -0x1.b82ce311f8dc9p-6, 0x1.565bccfaea2f5p-8, -0x1.c02db0b4a6301p-11,
        0x1.f9a2c9092fe5ap-14, -0x1.f4cb4bd8651f3p-17, 0x1.b98a7af2d9f95p-20,
        -0x1.5c4baf379cf56p-23, 0x1.d902cd4f9b6bbp-27, -0x1.b174058561f6cp-31};

    /** exp(a^2/2) P(-a) / v as a polynomial in v = 1 / (1 + a/4) for a at most 38.7: error below 2^-56. */
    private static final double[] TAIL = {
        0x1.9884533d39e9bp-4, 0x1.98845340528d5p-4, 0x1.7efc0d94317cap-4,
        0x1.4beb8e782347ap-4, 0x1.041b8f35f79f8p-4, 0x1.625390b616d8ep-5,
        0x1.7e29fb5c1acbbp-6, 0x1.fa6194dd2ceddp-8, -0x1.98894bebe8b7dp-8,
        0x1.140c304810825p-7, -0x1.033d2c40670c0p-4, 0x1.7a648534e7961p-3,
        -0x1.eddf01dd5fdd9p-2, 0x1.0b1bddb0f7584p+0, -0x1.d221d5b8378bap+0,
        0x1.4a1922fd383e6p+1, -0x1.75064504049efp+1, 0x1.474d3410d9bffp+1,
        -0x1.b1701094c318bp+0, 0x1.a14ddfd468abfp-1, -0x1.10b868745818cp-2,
        0x1.93f5945b15012p-5, -0x1.10b782cc7f6dap-10, -0x1.91fab69b72929p-10,
        0x1.e3e04d9e5096ap-13};

    /** Below this, erf is a polynomial times x. */
    private static final double ERF_NEAR = 0.9;
    /** At and above this, erf is 1. */
    private static final double ERF_ONE = 6;
    /** At and above this, erfc is 0. */
    private static final double ERFC_END = 27.3;
    /** At and beyond this, the normal distribution's tail is 0. */
    private static final double TAIL_END = 38.7;
    /** 1 / sqrt(2 pi), the peak of the normal density. */
    private static final double NORMAL_PEAK = 1 / Math.sqrt(2 * Math.PI);

    private DoubleNormal() {
    }

    /** erf(x), within 1e-15. */
    static double erf(double x) {
        double a = Math.abs(x);
        if (!(a >= ERF_NEAR)) {
            return Math.fma(polynomial(NEAR, x * x), x, x);
        }
        return Math.copySign(a >= ERF_ONE ? 1 : 1 - 2 * tail(a * Math.sqrt(2)), x);
    }

    /** 1 - erf(x), within 8 ULP. */
    static double erfc(double x) {
        double a = Math.abs(x);
        double v = 1 / (1 + 0.25 * Math.sqrt(2) * a);
        double square = a * a;
        double e = StrictMath.exp(-square) * (1 - Math.fma(a, a, -square));
        double tail = a >= ERFC_END ? 0 : 2 * v * polynomial(TAIL, v) * e;
        return x < 0 ? 2 - tail : tail;
    }

    /** x P(x) with the normal distribution P. */
    static double gelu(double x) {
        double a = Math.abs(x);
        double h = a >= TAIL_END ? -0.0 : -a * tail(a);
        return x < 0 ? h : x + h;
    }

    /** {@code g} times the derivative of {@link #gelu} at x, which is m = P(-a) - a p(a) below zero and 1 - m above. */
    static double geluBackward(double x, double g) {
        double a = Math.abs(x);
        double m = a >= TAIL_END ? 0 : tail(a) - a * NORMAL_PEAK * gauss(a);
        return g * (x < 0 ? m : 1 - m);
    }

    /** P(-a), for a from 0 to TAIL_END. */
    private static double tail(double a) {
        double v = 1 / (1 + 0.25 * a);
        return v * polynomial(TAIL, v) * gauss(a);
    }

    /** exp(-a^2/2), with what rounding takes from the square put back. */
    private static double gauss(double a) {
        double square = a * a;
        return StrictMath.exp(-0.5 * square) * (1 - 0.5 * Math.fma(a, a, -square));
    }

    private static double polynomial(double[] coefficients, double x) {
        double p = 0;
        for (int i = coefficients.length - 1; i >= 0; i--) {
            p = Math.fma(p, x, coefficients[i]);
        }
        return p;
    }
}

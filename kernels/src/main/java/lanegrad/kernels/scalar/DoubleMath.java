package lanegrad.kernels.scalar;

/** Functions of doubles that are made of StrictMath's. */
final class DoubleMath {

    /** 2 sqrt(2/pi) and 0.044715 times it, each with what rounding leaves. */
    private static final double GELU_1 = 0x1.9884533d43651p+0;
    private static final double GELU_1_LOW = -0x1.cbc0d30ebfd15p-54;
    private static final double GELU_3 = 0x1.2444f2a4d8b4bp-4;
    private static final double GELU_3_LOW = -0x1.6c843a29d1c70p-61;
    /** At and beyond this, {@link #geluTanh} is 0 or x. */
    private static final double GELU_END = 22;
    /** Below this mish is 0, above that it is x. */
    private static final double LEAST = -800;
    private static final double MISH_IS_X = 50;
    private static final double LN2 = 0x1.62e42fefa39efp-1;
    /** 1 / ln 2 in two parts. */
    private static final double LOG2_E = 0x1.71547652b82fep0;
    private static final double LOG2_E_LOW = 0x1.777d0ffda0d24p-56;
    /** The bits of sqrt(1/2): the start of the reduced range. */
    private static final long SQRT_HALF_BITS = 0x3fe6_a09e_667f_3bcdL;

    private DoubleMath() {
    }

    /** 1 / (1 + e^-x). */
    static double sigmoid(double x) {
        double z = StrictMath.exp(-Math.abs(x));
        return (x < 0 ? z : 1) / (1 + z);
    }

    /** x / (1 + e^-x). */
    static double silu(double x) {
        if (x == Double.NEGATIVE_INFINITY) {
            return -0.0;
        }
        double z = StrictMath.exp(-Math.abs(x));
        return (x < 0 ? x * z : x) / (1 + z);
    }

    /** {@code g} times the derivative of {@link #silu}: s (1 + x (1 - s)) with s = 1 / (1 + e^-x). */
    static double siluBackward(double x, double g) {
        double z = StrictMath.exp(-Math.abs(x));
        double h = 1 / (1 + z);
        double m = z == 0 ? 0 : z * h * (1 - Math.abs(x) * h);
        return g * (x < 0 ? m : 1 - m);
    }

    /** log(1 + e^x). */
    static double softplus(double x) {
        return StrictMath.log1p(StrictMath.exp(-Math.abs(x))) + (x > 0 ? x : 0);
    }

    /** x tanh(log(1 + e^x)), which is x n / (n + 2) with n = e^x (e^x + 2). */
    static double mish(double x) {
        double y = x < LEAST ? LEAST : x;
        double e = StrictMath.exp(y > MISH_IS_X ? MISH_IS_X : y);
        double n = e * (e + 2);
        return y * (n / (n + 2));
    }

    /** x / (1 + |x|), which is 1 at infinity. */
    static double softsign(double x) {
        return Double.isInfinite(x) ? Math.copySign(1, x) : x / (1 + Math.abs(x));
    }

    /** x/6 times x + 3 held between 0 and 6. */
    static double hardSwish(double x) {
        double y = x == Double.NEGATIVE_INFINITY ? -3 : x;
        return y * (Math.min(Math.max(y + 3, 0), 6) / 6);
    }

    /** x above 0, else alpha (e^x - 1). */
    static double elu(double x, double alpha) {
        return x > 0 ? x : alpha * StrictMath.expm1(x);
    }

    /** x above 0, else alpha (e^(x / alpha) - 1). */
    static double celu(double x, double alpha) {
        return x > 0 ? x : alpha * StrictMath.expm1(x / alpha);
    }

    /** 2^x, the whole part of x being exact. */
    static double exp2(double x) {
        double y = x < -1100 ? -1100 : x > 1100 ? 1100 : x;
        double n = Math.rint(y);
        return Math.scalb(StrictMath.exp((y - n) * LN2), (int) n);
    }

    /** log2 x, the exponent of x being exact. */
    static double log2(double x) {
        if (!(x > 0) || x == Double.POSITIVE_INFINITY) {
            return StrictMath.log(x);
        }
        boolean small = x < Double.MIN_NORMAL;
        long bits = Double.doubleToRawLongBits(small ? x * 0x1p54 : x);
        long n = bits - SQRT_HALF_BITS >> 52;
        double ln = StrictMath.log(Double.longBitsToDouble(bits - (n << 52)));
        double high = ln * LOG2_E;
        double low = Math.fma(ln, LOG2_E, -high) + ln * LOG2_E_LOW;
        return (small ? n - 54 : n) + (high + low);
    }

    /** The inverse of sinh. */
    static double asinh(double x) {
        double a = Math.abs(x);
        double r = 1 / a;
        double y = a > 0x1p28 ? StrictMath.log(a) + LN2
                : StrictMath.log1p(a + a / (r + Math.sqrt(Math.fma(r, r, 1))));
        return Math.copySign(a < 0x1p-28 ? a : y, x);
    }

    /** The inverse of cosh; NaN below 1. */
    static double acosh(double x) {
        double t = x < 1 ? Double.NaN : x - 1;
        return x > 0x1p28 ? StrictMath.log(x) + LN2 : StrictMath.log1p(t + Math.sqrt(t * (t + 2)));
    }

    /** The inverse of tanh; NaN beyond 1 either way. */
    static double atanh(double x) {
        double a = Math.abs(x);
        return Math.copySign(0.5 * StrictMath.log1p((a + a) / (1 - a)), x);
    }

    /** x / (1 + e^-u) with u = 2 sqrt(2/pi) (x + 0.044715 x^3). */
    static double geluTanh(double x) {
        if (x == Double.NEGATIVE_INFINITY) {
            return -0.0;
        }
        double z = geluExp(Math.abs(x));
        return (x < 0 ? x * z : x) / (1 + z);
    }

    /** {@code g} times the derivative of {@link #geluTanh}: s + x u' s (1 - s) with s = 1 / (1 + e^-u). */
    static double geluTanhBackward(double x, double g) {
        double z = geluExp(Math.abs(x));
        double h = 1 / (1 + z);
        double slope = z == 0 ? 0 : Math.abs(x) * (GELU_1 + 3 * GELU_3 * x * x) * h;
        double m = z * h * (1 - slope);
        return g * (x < 0 ? m : 1 - m);
    }

    /**
     * e^-u for the u of {@link #geluTanh} and a not negative: u in twice the precision, as its error is one of e^-u.
     */
    private static double geluExp(double a) {
        if (a >= GELU_END) {
            return 0;
        }
        double square = a * a;
        double squareLow = Math.fma(a, a, -square);
        double cubic = GELU_3 * square;
        double cubicLow = Math.fma(GELU_3, square, -cubic) + GELU_3 * squareLow + GELU_3_LOW * square;
        double w = GELU_1 + cubic;
        double back = w - GELU_1;
        double wLow = GELU_1 - (w - back) + (cubic - back) + (cubicLow + GELU_1_LOW);
        double u = a * w;
        double uLow = Math.fma(a, w, -u) + a * wLow;
        return StrictMath.exp(-u) * (1 - uLow);
    }
}

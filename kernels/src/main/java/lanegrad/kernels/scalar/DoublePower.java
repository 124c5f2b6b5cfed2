package lanegrad.kernels.scalar;

import static java.lang.Math.fma;

/** Powers of doubles: StrictMath's pow makes objects at each call. */
final class DoublePower {

    /** 1/5, 1/7, ...: the series of the logarithm from its second term on. */
    private static final double[] SERIES = new double[12];

    /** ln 2 to 33 bits, so that its product with an exponent is exact, and the rest. */
    private static final double LN2_HIGH = 0x1.62e42fefp-1;
    private static final double LN2_LOW = 0x1.473de6af278edp-34;
    /** The bits of sqrt(1/2): the start of the reduced range. */
    private static final long SQRT_HALF_BITS = 0x3fe6_a09e_667f_3bcdL;
    /** Beyond these, e to that power is infinite or 0. */
    private static final double MOST = 710;
    private static final double LEAST = -746;

    static {
        for (int i = 0; i < SERIES.length; i++) {
            SERIES[i] = 1.0 / (2 * i + 5);
        }
    }

    private DoublePower() {
    }

    /** x to the power y, within 2 ULP, with the special cases of C. */
    static double pow(double x, double y) {
        if (y == 0 || x == 1) {
            return 1;
        }
        if (x != x || y != y) {
            return Double.NaN;
        }
        boolean whole = y == Math.rint(y);
        boolean odd = whole && Math.abs(y) < 0x1p53 && ((long) y & 1) != 0;
        double a = Math.abs(x);
        if (a == 0 || a == Double.POSITIVE_INFINITY || Double.isInfinite(y)) {
            double limit = a == 1 ? 1 : a > 1 == y > 0 ? Double.POSITIVE_INFINITY : 0;
            return odd ? Math.copySign(limit, x) : limit;
        }
        if (x < 0 && !whole) {
            return Double.NaN;
        }
        double power = positive(a, y);
        return x < 0 && odd ? -power : power;
    }

    /** e^(y ln a) for finite a above 0 and finite y, with the logarithm in twice the precision. */
    private static double positive(double a, double y) {
        boolean small = a < Double.MIN_NORMAL;
        long bits = Double.doubleToRawLongBits(small ? a * 0x1p54 : a);
        long k = bits - SQRT_HALF_BITS >> 52;
        double m = Double.longBitsToDouble(bits - (k << 52));
        double n = small ? k - 54 : k;
        // s = (m - 1) / (m + 1), and ln m = 2 (s + s^3/3 + s^5/5 + ...)
        double f = m - 1;
        double d = m + 1;
        double s = f / d;
        double sLow = (fma(-s, d, f) - s * (m - (d - 1))) / d;
        double z = s * s;
        double zLow = fma(s, s, -z) + 2 * s * sLow;
        double tail = 0;
        for (int i = SERIES.length - 1; i >= 0; i--) {
            tail = fma(tail, z, SERIES[i]);
        }
        double third = z / 3;
        double thirdLow = fma(-3, third, z) / 3 + zLow / 3 + tail * z * z;
        double sum = third + thirdLow;
        double sumLow = third - sum + thirdLow;
        double product = s * sum;
        double productLow = fma(s, sum, -product) + s * sumLow + sLow * sum;
        double ln = s + product;
        double lnLow = s - ln + product + (productLow + sLow);
        // n ln 2 + 2 ln, the greater part first
        double whole = n * LN2_HIGH;
        double high = whole + 2 * ln;
        double low = whole - high + 2 * ln + (2 * lnLow + n * LN2_LOW);
        double log = high + low;
        double logLow = high - log + low;
        double e = y * log;
        if (!(e < MOST)) {
            return Double.POSITIVE_INFINITY;
        }
        if (!(e > LEAST)) {
            return 0;
        }
        double eLow = fma(y, log, -e) + y * logLow;
        double power = StrictMath.exp(e);
        return power < Double.MAX_VALUE ? fma(power, eLow, power) : power;
    }
}

package lanegrad.kernels.scalar;

/**
 * What is left of a large angle when all multiples of pi/2 are taken away (Payne and Hanek, 1983): the angle is a whole
 * number M times a power of two, so of 2/pi only those bits matter whose products with M are neither multiples of four
 * right angles nor too small.
 */
final class FarAngle {

    /** The bits of 2/pi behind the point, after a word of zeros. */
    private static final long[] TWO_OVER_PI = {
        0, 0xa2f9836e4e441529L, 0xfc2757d1f534ddc0L, 0xdb6295993c439041L, 0xfe5163abdebbc561L,
        0xb7246e3a424dd2e0L, 0x06492eea09d1921cL, 0xfe1deb1cb129a73eL, 0xe88235f52ebb4484L, 0xe99c7026b45f7e41L,
        0x3991d639835339f4L, 0x9c845f8bbdf9283bL, 0x1ff897ffde05980fL, 0xef2f118b5a0a6d1fL, 0x6d367ecf27cb09b7L,
        0x4f463f669e5fea2dL, 0x7527bac7ebe5f17bL, 0x3d0739f78a5292eaL, 0x6bfb5fb11f8d5d08L, 0x56033046fc7b6babL,
        0xf0cfbc209af4361dL};

    /** pi/2 in two doubles. */
    private static final double HALF_PI = 0x1.921fb54442d18p0;
    private static final double HALF_PI_LOW = 0x1.1a62633145c07p-54;
    private static final int SIGNIFICAND = 52;
    private static final int BIAS = 1023;

    private FarAngle() {
    }

    /** The multiple of pi/2 nearest to x, modulo 4. */
    static long quarter(double x) {
        long turns = product(x, 0) + (1L << 61) >>> 62;
        return x < 0 ? -turns : turns;
    }

    /** What is left of x, rounded; or what that rounding took from it. */
    static double rest(double x, boolean low) {
        long a = product(x, 0);
        long b = product(x, 1);
        long c = product(x, 2);
        a -= a + (1L << 61) >>> 62 << 62;
        boolean negative = a < 0;
        if (negative) {
            a = ~a;
            b = ~b;
            c = ~c;
        }
        int zeros = a != 0 ? Long.numberOfLeadingZeros(a) : 64;
        if (zeros == 64) { // no double comes closer to a multiple of pi/2 than this
            a = b;
            b = c;
            c = 0;
        }
        int shift = Long.numberOfLeadingZeros(a);
        if (shift > 0) {
            a = a << shift | b >>> 64 - shift;
            b = b << shift | c >>> 64 - shift;
        }
        zeros = zeros == 64 ? 64 + shift : shift;
        double first = (a >>> 11) * 0x1p11;
        double second = (a & 0x7ff) + (b >>> 11) * 0x1p-53;
        double high = first * HALF_PI;
        double rest = Math.fma(first, HALF_PI, -high) + (first * HALF_PI_LOW + second * HALF_PI);
        double sum = high + rest;
        double part = Math.scalb(low ? high - sum + rest : sum, -62 - zeros);
        return negative == x < 0 ? part : -part;
    }

    /** A word of |x| 2/pi modulo 4, counted from the greatest; the first has two bits before the point. */
    private static long product(double x, int word) {
        long bits = Double.doubleToRawLongBits(x);
        int exponent = (int) (bits >>> SIGNIFICAND & 0x7ff) - BIAS - SIGNIFICAND;
        long m = bits & (1L << SIGNIFICAND) - 1 | 1L << SIGNIFICAND;
        int first = exponent + 62; // what lies before makes multiples of four right angles
        long w0 = window(first);
        long w1 = window(first + 64);
        long w2 = window(first + 128);
        long low = m * w2;
        long carried = Math.unsignedMultiplyHigh(m, w2);
        long middle = m * w1 + carried;
        long carry = Long.compareUnsigned(middle, carried) < 0 ? 1 : 0;
        long high = m * w0 + Math.unsignedMultiplyHigh(m, w1) + carry;
        return word == 0 ? high : word == 1 ? middle : low;
    }

    /** 64 bits of the table from one on. */
    private static long window(int bit) {
        int shift = bit & 63;
        long word = TWO_OVER_PI[bit >>> 6] << shift;
        return shift == 0 ? word : word | TWO_OVER_PI[(bit >>> 6) + 1] >>> 64 - shift;
    }
}

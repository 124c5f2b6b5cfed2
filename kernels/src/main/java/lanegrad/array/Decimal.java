package lanegrad.array;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * A binary floating-point number in decimal: as few digits as tell it apart from its neighbours of the same type, and
 * of those the nearest to it (Steele and White, How to print floating-point numbers accurately, 1990).
 */
final class Decimal {

    /** Below this a number is printed with an exponent. */
    static final double SMALL = 1e-4;

    /** From here on too, in F64; in shorter types from as many digits on as they hold. */
    private static final double LARGE = 1e16;

    private Decimal() {
    }

    /** The shortest decimal of a finite number that is not negative. */
    static BigDecimal shortest(DType dtype, double value) {
        BigDecimal exact = new BigDecimal(value);
        if (value == 0) {
            return BigDecimal.ZERO;
        }
        long bits = FloatBits.of(dtype, value);
        BigDecimal below = exact.subtract(new BigDecimal(FloatBits.value(dtype, bits - 1)));
        double next = FloatBits.value(dtype, bits + 1);
        BigDecimal above = Double.isInfinite(next) ? below : new BigDecimal(next).subtract(exact);
        for (int digits = 1;; digits++) {
            BigDecimal down = exact.round(new MathContext(digits, RoundingMode.FLOOR));
            BigDecimal up = down.add(down.ulp());
            boolean downFits = fits(exact.subtract(down), below, bits);
            boolean upFits = fits(up.subtract(exact), above, bits);
            if (downFits && upFits) {
                return exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
            }
            if (downFits || upFits) {
                return downFits ? down : up;
            }
        }
    }

    /** Whether a decimal so far away is read back as the same number: ties go to numbers whose last bit is 0. */
    private static boolean fits(BigDecimal distance, BigDecimal gap, long bits) {
        int order = distance.add(distance).compareTo(gap);
        return order < 0 || order == 0 && (bits & 1) == 0;
    }

    /** A single number, as NumPy prints a scalar. */
    static String ofNumber(DType dtype, double value) {
        if (Double.isNaN(value)) {
            return "nan";
        }
        String sign = 1 / value < 0 || value < 0 ? "-" : "";
        double magnitude = Math.abs(value);
        if (Double.isInfinite(value)) {
            return sign + "inf";
        }
        BigDecimal digits = shortest(dtype, magnitude);
        double large = dtype == DType.F64 ? LARGE : Math.pow(10, FloatBits.digits(dtype));
        if (magnitude != 0 && (magnitude >= large || magnitude < SMALL)) {
            return sign + scientific(digits, 0, 2);
        }
        return sign + positional(digits, 1);
    }

    /** Digits, a point, and at least so many digits behind it. */
    static String positional(BigDecimal number, int fraction) {
        BigDecimal stripped = number.stripTrailingZeros();
        return stripped.setScale(Math.max(fraction, stripped.scale())).toPlainString(); // never below scale 0
    }

    /** One digit, a point and at least so many digits if there are any, and an exponent of at least so many digits. */
    static String scientific(BigDecimal number, int fraction, int exponentDigits) {
        int exponent = exponent(number);
        String power = Integer.toString(Math.abs(exponent));
        return positional(number.scaleByPowerOfTen(-exponent), fraction) + (exponent < 0 ? "e-" : "e+")
                + "0".repeat(Math.max(0, exponentDigits - power.length())) + power;
    }

    /** The power of ten of the first digit. */
    static int exponent(BigDecimal number) {
        return number.signum() == 0 ? 0 : number.precision() - number.scale() - 1;
    }
}

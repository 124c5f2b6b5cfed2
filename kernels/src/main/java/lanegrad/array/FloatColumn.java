package lanegrad.array;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * How the floating-point numbers of one array are printed, so that their points stand in one column: chosen from all
 * that will be printed, as NumPy does.
 */
final class FloatColumn {

    /** The most digits behind the point; numbers with more before it are printed with exponents. */
    private static final int PRECISION = 8;

    /** With exponents too if the largest is more than so many times the smallest. */
    private static final double SPREAD = 1000;

    private final DType dtype;
    private final boolean scientific;

    /** Characters before the point, the sign among them. */
    private int left;

    /** Characters behind the point, the exponent among them. */
    private int right;

    /** Digits behind the point, where there are exponents, and digits of these. */
    private int fraction;
    private int power;

    FloatColumn(DType dtype, double[] values) {
        this.dtype = dtype;
        this.scientific = needsExponents(dtype, values);
        int longest = 0;
        for (double value : values) {
            if (Double.isFinite(value)) {
                measure(value);
            } else {
                longest = Math.max(longest, other(value).length());
            }
        }
        if (scientific) {
            right = fraction + 2 + power;
        }
        left = Math.max(left, longest - right - 1);
    }

    private static boolean needsExponents(DType dtype, double[] values) {
        double greatest = 0;
        double least = Double.POSITIVE_INFINITY;
        for (double value : values) {
            double magnitude = Math.abs(value);
            if (magnitude > 0 && magnitude < Double.POSITIVE_INFINITY) {
                greatest = Math.max(greatest, magnitude);
                least = Math.min(least, magnitude);
            }
        }
        double large = Math.pow(10, Math.min(PRECISION, FloatBits.digits(dtype)));
        return greatest >= large || least < FloatBits.round(dtype, Decimal.SMALL)
                || FloatBits.round(dtype, greatest / least) > SPREAD;
    }

    private void measure(double value) {
        BigDecimal digits = digits(value);
        int sign = sign(value).length();
        if (scientific) {
            int exponent = Decimal.exponent(digits);
            left = Math.max(left, sign + 1);
            fraction = Math.max(fraction, digits.precision() - 1);
            power = Math.max(power, exponent > -100 && exponent < 100 ? 2 : 3);
        } else {
            left = Math.max(left, sign + Decimal.positional(digits, 0).split("\\.")[0].length());
            right = Math.max(right, digits.scale());
        }
    }

    /** As many digits as tell the number apart, but no more than are ever printed. */
    private BigDecimal digits(double value) {
        double magnitude = Math.abs(value);
        BigDecimal shortest = Decimal.shortest(dtype, magnitude);
        int scale = scientific ? PRECISION - Decimal.exponent(shortest) : PRECISION;
        if (shortest.scale() > scale) {
            shortest = new BigDecimal(magnitude).setScale(scale, RoundingMode.HALF_EVEN);
        }
        return shortest.stripTrailingZeros();
    }

    private static String sign(double value) {
        return value < 0 || 1 / value < 0 ? "-" : "";
    }

    private static String other(double value) {
        return Double.isNaN(value) ? "nan" : value < 0 ? "-inf" : "inf";
    }

    /** The number as it stands in the column. */
    String word(double value) {
        if (!Double.isFinite(value)) {
            return NdFormat.padded(other(value), left + 1 + right);
        }
        BigDecimal digits = digits(value);
        if (scientific && digits.precision() <= fraction && value != 0) {
            // Where the column has more digits than this number needs, they are its own and not zeros.
            digits = new BigDecimal(Math.abs(value)).round(new MathContext(fraction + 1, RoundingMode.HALF_EVEN));
        }
        String text = scientific ? Decimal.scientific(digits, fraction, power) : Decimal.positional(digits, 0);
        int point = text.indexOf('.');
        if (point < 0) { // a point always stands
            point = scientific ? 1 : text.length();
            text = text.substring(0, point) + '.' + text.substring(point);
        }
        String signed = sign(value) + text;
        int before = left - point - (signed.length() - text.length());
        return " ".repeat(before) + signed + " ".repeat(left + 1 + right - before - signed.length());
    }
}

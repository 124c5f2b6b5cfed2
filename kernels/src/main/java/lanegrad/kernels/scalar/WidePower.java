package lanegrad.kernels.scalar;

import static lanegrad.kernels.base.WidePolynomials.EVEN;
import static lanegrad.kernels.base.WidePolynomials.ROUND;

/** Powers and lengths of floats, computed in doubles: rounded to a float, within 0.51 ULP. */
public final class WidePower {

    private WidePower() {
    }

    /** x to the power y, which are floats, with the special cases of C. */
    public static double pow(double x, double y) {
        double a = Math.abs(x);
        double power = WideExp.exp(WideLog.log(a) * y);
        if (a == 1 && y == y || y == 0) {
            power = 1;
        }
        // Whether y is whole, and odd.
        double b = Math.abs(y);
        double half = b * 0.5;
        boolean even = b >= EVEN || half + ROUND - ROUND == half;
        boolean whole = even || b + ROUND - ROUND == b;
        if (x < 0 && a < Double.POSITIVE_INFINITY && !whole) {
            power = Double.NaN;
        }
        double signed = even || !whole ? power : Math.copySign(power, x);
        return x == 1 || y == 0 ? 1 : signed;
    }

    /** The length of (a, b), which are floats; infinite if either is. */
    public static double hypot(double a, double b) {
        double length = Math.sqrt(Math.fma(a, a, b * b));
        boolean infinite = Math.abs(a) == Double.POSITIVE_INFINITY || Math.abs(b) == Double.POSITIVE_INFINITY;
        return infinite ? Double.POSITIVE_INFINITY : length;
    }
}

package lanegrad.kernels.scalar;

import static java.lang.Math.fma;
import static lanegrad.kernels.base.WidePolynomials.*;

/**
 * Sine, cosine, tangent and their inverses for floats, computed in doubles: rounded to a float, within 0.51 ULP, and
 * the same bits before and after compilation. As doubles the results are good to 1e-11, no more.
 */
public final class WideAngle {

    private WideAngle() {
    }

    /** sin(x), of a float. */
    public static float sin(float x) {
        if (Math.abs(x) >= ANGLE_END) {
            return (float) DoubleAngle.sin(x);
        }
        double t = fma((double) x, TWO_OVER_PI, ROUND);
        double r = rest(x, t);
        long quarter = Double.doubleToRawLongBits(t);
        double y = (quarter & 1) == 0 ? sine(r) : cosine(r);
        return (float) ((quarter & 2) == 0 ? y : -y);
    }

    /** cos(x), of a float. */
    public static float cos(float x) {
        if (Math.abs(x) >= ANGLE_END) {
            return (float) DoubleAngle.cos(x);
        }
        double t = fma((double) x, TWO_OVER_PI, ROUND);
        double r = rest(x, t);
        long quarter = Double.doubleToRawLongBits(t) + 1;
        double y = (quarter & 1) == 0 ? sine(r) : cosine(r);
        return (float) ((quarter & 2) == 0 ? y : -y);
    }

    /** tan(x), of a float. */
    public static float tan(float x) {
        if (Math.abs(x) >= ANGLE_END) {
            return (float) DoubleAngle.tan(x);
        }
        double t = fma((double) x, TWO_OVER_PI, ROUND);
        double r = rest(x, t);
        boolean even = (Double.doubleToRawLongBits(t) & 1) == 0;
        return (float) (even ? sine(r) / cosine(r) : -cosine(r) / sine(r));
    }

    /** atan(x). */
    public static double atan(double x) {
        return Math.copySign(angle(Math.abs(x), 1), x);
    }

    /** asin(x). */
    public static double asin(double x) {
        double a = Math.abs(x);
        return Math.copySign(angle(a, Math.sqrt((1 - a) * (a + 1))), x);
    }

    /** acos(x). */
    public static double acos(double x) {
        double a = Math.abs(x);
        double y = angle(Math.sqrt((1 - a) * (a + 1)), a);
        return x < 0 ? PI - y : y;
    }

    /** The angle of the point (x, y), which are floats. */
    public static double atan2(double y, double x) {
        double a = Math.abs(y);
        double b = Math.abs(x);
        boolean infinite = a == Double.POSITIVE_INFINITY && b == Double.POSITIVE_INFINITY;
        b = a == 0 && b == 0 || infinite ? 1 : b;
        double angle = angle(infinite ? 1 : a, b);
        return Math.copySign(Math.copySign(1, x) < 0 ? PI - angle : angle, y);
    }

    /** What is left of x after the multiple of pi/2 that was rounded in t. */
    private static double rest(double x, double t) {
        double n = t - ROUND;
        return fma(n, -HALF_PI_LOW, fma(n, -HALF_PI, x));
    }

    private static double sine(double r) {
        double z = r * r;
        double p = fma(z, SIN_3, SIN_2);
        p = fma(p, z, SIN_1);
        p = fma(p, z, SIN_0);
        return r * fma(p, z, 1);
    }

    private static double cosine(double r) {
        double z = r * r;
        double p = fma(z, COS_3, COS_2);
        p = fma(p, z, COS_1);
        p = fma(p, z, COS_0);
        return fma(z * z, p, fma(z, -0.5, 1));
    }

    /** The angle of a point in the first quadrant, from 0, pi/4 or pi/2. */
    private static double angle(double y, double x) {
        boolean steep = y > x * TAN_3_PI_8;
        boolean middle = y > x * TAN_PI_8;
        double base = steep ? HALF_PI : middle ? QUARTER_PI : 0;
        double t = steep ? -x / y : middle ? (y - x) / (y + x) : y / x;
        double z = t * t;
        double p = fma(z, ATAN_6, ATAN_5);
        p = fma(p, z, ATAN_4);
        p = fma(p, z, ATAN_3);
        p = fma(p, z, ATAN_2);
        p = fma(p, z, ATAN_1);
        p = fma(p, z, ATAN_0);
        return fma(t, fma(p, z, 1), base);
    }
}

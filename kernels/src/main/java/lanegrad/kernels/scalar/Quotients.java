package lanegrad.kernels.scalar;

/** Quotients rounded down and what they leave, with the signs and special cases of NumPy. */
final class Quotients {

    private Quotients() {
    }

    /** a - b floor(a / b): of the sign of b; NaN if b is 0 or a infinite. */
    static double remainder(double a, double b) {
        double rest = a % b;
        if (rest == 0) {
            return Math.copySign(0.0, b);
        }
        return rest < 0 != b < 0 ? rest + b : rest;
    }

    /** As the one of doubles, every step rounded to a float. */
    static float remainder(float a, float b) {
        float rest = a % b;
        if (rest == 0) {
            return Math.copySign(0.0f, b);
        }
        return rest < 0 != b < 0 ? rest + b : rest;
    }

    /** floor(a / b), of the exact quotient; a / b if b is 0. */
    static double floorDivide(double a, double b) {
        if (b == 0) {
            return a / b;
        }
        double rest = a % b;
        double quotient = (a - rest) / b;
        if (rest != 0 && rest < 0 != b < 0) {
            quotient -= 1;
        }
        if (quotient == 0) {
            return Math.copySign(0.0, a / b);
        }
        double floor = Math.floor(quotient);
        return quotient - floor > 0.5 ? floor + 1 : floor;
    }

    /** As the one of doubles, every step rounded to a float. */
    static float floorDivide(float a, float b) {
        if (b == 0) {
            return a / b;
        }
        float rest = a % b;
        float quotient = (a - rest) / b;
        if (rest != 0 && rest < 0 != b < 0) {
            quotient -= 1;
        }
        if (quotient == 0) {
            return Math.copySign(0.0f, a / b);
        }
        float floor = (float) Math.floor(quotient);
        return quotient - floor > 0.5f ? floor + 1 : floor;
    }

    /** floor(a / b); 0 if b is 0. */
    static long floorDivide(long a, long b) {
        return b == 0 ? 0 : Math.floorDiv(a, b);
    }

    /** a - b floor(a / b): of the sign of b; 0 if b is 0. */
    static long remainder(long a, long b) {
        return b == 0 ? 0 : Math.floorMod(a, b);
    }

    /** What a division rounded towards 0 leaves: of the sign of a; 0 if b is 0. */
    static long fmod(long a, long b) {
        return b == 0 ? 0 : a % b;
    }
}

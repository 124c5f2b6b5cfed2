package lanegrad.kernels;

/**
 * The elementwise functions in doubles, sharing no code with the kernels. StrictMath's functions are good to an ULP of
 * a double, 2e-16; what is made of a few of them, to 1e-15, except that gelu's tanh form is an exponential of up to
 * 100, which is good to 1e-13; erf, erfc and the erf form of gelu to 5e-15.
 */
final class Reference {

    private Reference() {
    }

    static double of(UnaryOp op, double x) {
        return switch (op) {
            case NEG -> 0 - x == 0 ? -x : 0 - x;
            case ABS -> x == 0 ? 0 : x < 0 ? -x : x;
            case SQUARE -> x * x;
            case RECIPROCAL -> 1 / x;
            case SIGN -> Math.signum(x);
            case FLOOR -> StrictMath.floor(x);
            case CEIL -> StrictMath.ceil(x);
            case ROUND -> StrictMath.rint(x);
            case TRUNC -> StrictMath.copySign(StrictMath.floor(StrictMath.abs(x)), x);
            case SQRT -> StrictMath.sqrt(x);
            case RSQRT -> 1 / StrictMath.sqrt(x);
            case CBRT -> StrictMath.cbrt(x);
            case EXP -> StrictMath.exp(x);
            case EXPM1 -> StrictMath.expm1(x);
            case EXP2 -> exp2(x);
            case LOG -> StrictMath.log(x);
            case LOG1P -> StrictMath.log1p(x);
            case LOG2 -> StrictMath.log(x) / StrictMath.log(2);
            case LOG10 -> StrictMath.log10(x);
            case SIN -> StrictMath.sin(x);
            case COS -> StrictMath.cos(x);
            case TAN -> StrictMath.tan(x);
            case ASIN -> StrictMath.asin(x);
            case ACOS -> StrictMath.acos(x);
            case ATAN -> StrictMath.atan(x);
            case SINH -> StrictMath.sinh(x);
            case COSH -> StrictMath.cosh(x);
            case ASINH -> asinh(x);
            case ACOSH -> x > 1e100 ? StrictMath.log(x) + StrictMath.log(2)
                    : StrictMath.log1p(x - 1 + StrictMath.sqrt((x - 1) * (x + 1)) * (x < 1 ? Double.NaN : 1));
            case ATANH -> x == 0 ? x : (StrictMath.log1p(x) - StrictMath.log1p(-x)) / 2;
            case TANH -> StrictMath.tanh(x);
            case SIGMOID -> x < 0 ? StrictMath.exp(x) / (1 + StrictMath.exp(x)) : 1 / (1 + StrictMath.exp(-x));
            case RELU -> x > 0 || x != x ? x : 0;
            case SOFTPLUS -> softplus(x);
            case LOG_SIGMOID -> -softplus(-x);
            case SILU -> x == Double.NEGATIVE_INFINITY ? -0.0 : x * of(UnaryOp.SIGMOID, x);
            case MISH -> x == Double.NEGATIVE_INFINITY ? -0.0 : x * StrictMath.tanh(softplus(x));
            case SOFTSIGN -> Double.isInfinite(x) ? Math.signum(x) : x / (1 + Math.abs(x));
            case HARD_SWISH -> x <= -3 ? -0.0 : x >= 3 ? x : x * (x + 3) / 6;
            case ERF -> erf(x);
            case ERFC -> x < 0 ? 1 + erf(-x) : x == x ? erfc(x) : x;
            case GELU -> x == Double.NEGATIVE_INFINITY ? -0.0 : x == 0 ? x / 2 : x * normal(x);
            case GELU_TANH -> geluTanh(x);
            case NOT -> x == 0 ? 1 : 0;
        };
    }

    static double of(BinaryOp op, double a, double b) {
        return switch (op) {
            case ADD -> a + b;
            case SUB -> a - b;
            case MUL -> a * b;
            case DIV -> a / b;
            case POW -> a == 1 || a == -1 && Double.isInfinite(b) ? 1 : Math.pow(a, b);
            case FLOOR_DIVIDE -> b == 0 ? a / b : floorDivide(a, b);
            case REMAINDER -> remainder(a, b);
            case FMOD -> a % b;
            case ATAN2 -> StrictMath.atan2(a, b);
            case HYPOT -> StrictMath.hypot(a, b);
            case LEAKY_RELU -> a > 0 ? a : a * b;
            case ELU -> a > 0 ? a : b * StrictMath.expm1(a);
            case CELU -> a > 0 ? a : b * StrictMath.expm1(a / b);
            case SILU_BACKWARD -> b * siluSlope(a);
            case MAX -> Math.max(a, b);
            case MIN -> Math.min(a, b);
            case RELU_BACKWARD -> a > 0 ? b : 0;
            case GELU_BACKWARD -> b * geluSlope(a);
            case GELU_TANH_BACKWARD -> b * geluTanhSlope(a);
            case TANH_BACKWARD -> b * (1 - a) * (1 + a);
            case SIGMOID_BACKWARD -> b * a * (1 - a);
            case AND -> a != 0 && b != 0 ? 1 : 0;
            case OR -> a != 0 || b != 0 ? 1 : 0;
            case XOR -> a != b ? 1 : 0;
        };
    }

    static boolean of(CompareOp op, double a, double b) {
        return switch (op) {
            case EQ -> a == b;
            case NE -> a != b;
            case LT -> a < b;
            case LE -> a <= b;
            case GT -> a > b;
            case GE -> a >= b;
        };
    }

    /** Through the integer part, so that what is rounded is small. */
    private static double exp2(double x) {
        double y = Math.max(-2000, Math.min(x, 2000)); // NaN stays
        double n = StrictMath.floor(y);
        return Math.scalb(StrictMath.exp((y - n) * StrictMath.log(2)), (int) n);
    }

    private static double asinh(double x) {
        double a = Math.abs(x);
        double y = a > 1 ? StrictMath.log(a) + StrictMath.log1p(StrictMath.sqrt(1 + 1 / (a * a)))
                : StrictMath.log1p(a + a * a / (1 + StrictMath.sqrt(1 + a * a)));
        return Math.copySign(y, x);
    }

    private static double softplus(double x) {
        return x > 0 ? x + StrictMath.log1p(StrictMath.exp(-x)) : StrictMath.log1p(StrictMath.exp(x));
    }

    private static double siluSlope(double x) {
        double s = of(UnaryOp.SIGMOID, x);
        return Double.isInfinite(x) ? s : s + x * s * of(UnaryOp.SIGMOID, -x);
    }

    private static double remainder(double a, double b) {
        double nearest = Math.IEEEremainder(a, b);
        return nearest == 0 ? Math.copySign(0, b) : nearest * Math.signum(b) < 0 ? nearest + b : nearest;
    }

    private static double floorDivide(double a, double b) {
        return new java.math.BigDecimal(a).divide(new java.math.BigDecimal(b), 0, java.math.RoundingMode.FLOOR)
                .doubleValue();
    }

    private static double geluTanh(double x) {
        if (Double.isInfinite(x)) {
            return x > 0 ? x : -0.0;
        }
        double u = 2 * Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x);
        double z = StrictMath.exp(-Math.abs(u));
        return x < 0 ? x * z / (1 + z) : x / (1 + z);
    }

    private static double geluTanhSlope(double x) {
        if (Double.isInfinite(x)) {
            return x > 0 ? 1 : 0;
        }
        double c = Math.sqrt(2 / Math.PI);
        double t = Math.tanh(c * (x + 0.044715 * x * x * x));
        return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * c * (1 + 3 * 0.044715 * x * x);
    }

    private static double geluSlope(double x) {
        return Double.isInfinite(x) ? x > 0 ? 1 : 0
                : normal(x) + x * StrictMath.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
    }

    /** The normal distribution. */
    private static double normal(double x) {
        double a = Math.abs(x);
        double square = x * x;
        double e = StrictMath.exp(-square / 2) * (1 - Math.fma(x, x, -square) / 2); // from x, not from x / sqrt(2)
        double tail = a < 1.5 || a > 45 ? 0.5 * erfc(a / Math.sqrt(2))
                : 0.5 * e * fraction(a / Math.sqrt(2));
        return x < 0 ? tail : 1 - tail;
    }

    static double erf(double x) {
        if (x < 0) {
            return -erf(-x);
        }
        return x == 0 || x != x ? x : x < 2 ? series(x) : 1 - erfc(x);
    }

    /** By the series below 1, where 1 - erf costs one digit, and by a continued fraction above. */
    private static double erfc(double x) {
        if (x < 1) {
            return 1 - series(x);
        }
        return x > 30 ? 0 : gauss(x) * fraction(x); // far below every double
    }

    /** erfc(x) exp(x^2) for x from 1. */
    private static double fraction(double x) {
        double fraction = 0;
        for (int k = 40 + (int) (160 / x); k > 0; k--) {
            fraction = k / 2.0 / (x + fraction);
        }
        return 1 / Math.sqrt(Math.PI) / (x + fraction);
    }

    /** 2/sqrt(pi) e^(-x^2) (x + 2x^3/3 + 4x^5/15 + ...): all terms positive. */
    private static double series(double x) {
        double term = x;
        double sum = x;
        for (int n = 1; term > 1e-18 * sum; n++) {
            term *= 2 * x * x / (2 * n + 1);
            sum += term;
        }
        return 2 / Math.sqrt(Math.PI) * sum * gauss(x);
    }

    private static double gauss(double x) {
        double square = x * x;
        return StrictMath.exp(-square) * (1 - Math.fma(x, x, -square));
    }
}

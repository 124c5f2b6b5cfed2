package lanegrad.kernels;

/** The elementwise functions in doubles, good to 1e-13 or better, and sharing no code with the kernels. */
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
            case SQRT -> StrictMath.sqrt(x);
            case RSQRT -> 1 / StrictMath.sqrt(x);
            case EXP -> StrictMath.exp(x);
            case LOG -> StrictMath.log(x);
            case TANH -> StrictMath.tanh(x);
            case SIGMOID -> x < 0 ? StrictMath.exp(x) / (1 + StrictMath.exp(x)) : 1 / (1 + StrictMath.exp(-x));
            case RELU -> x > 0 || x != x ? x : 0;
            case ERF -> erf(x);
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
        double tail = 0.5 * erfc(Math.abs(x) / Math.sqrt(2));
        return x < 0 ? tail : 1 - tail;
    }

    static double erf(double x) {
        if (x < 0) {
            return -erf(-x);
        }
        return x == 0 || x != x ? x : x < 2 ? series(x) : 1 - erfc(x);
    }

    /** By the series below 2, which costs three digits there, and by a continued fraction above. */
    private static double erfc(double x) {
        if (x < 2) {
            return 1 - series(x);
        }
        if (x == Double.POSITIVE_INFINITY) {
            return 0;
        }
        double fraction = 0;
        for (int k = 60 + (int) (200 / x); k > 0; k--) {
            fraction = k / 2.0 / (x + fraction);
        }
        return gauss(x) / Math.sqrt(Math.PI) / (x + fraction);
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

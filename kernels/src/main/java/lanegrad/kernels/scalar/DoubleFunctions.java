package lanegrad.kernels.scalar;

import lanegrad.kernels.BinaryOp;
import lanegrad.kernels.CompareOp;
import lanegrad.kernels.UnaryOp;

/** The functions of doubles: StrictMath's, whose bits no compiler changes, and our own where it has none. */
final class DoubleFunctions {

    private DoubleFunctions() {
    }

    static DoubleUnary of(UnaryOp op) {
        return switch (op) {
            case NEG -> x -> -x;
            case ABS -> Math::abs;
            case SQUARE -> x -> x * x;
            case RECIPROCAL -> x -> 1 / x;
            case SIGN -> x -> x > 0 ? 1 : x < 0 ? -1 : x;
            case FLOOR -> Math::floor;
            case CEIL -> Math::ceil;
            case ROUND -> Math::rint;
            case TRUNC -> x -> x < 0 ? Math.ceil(x) : Math.floor(x);
            case SQRT -> Math::sqrt;
            case RSQRT -> x -> 1 / Math.sqrt(x);
            case CBRT -> StrictMath::cbrt;
            case EXP -> StrictMath::exp;
            case EXPM1 -> StrictMath::expm1;
            case EXP2 -> DoubleMath::exp2;
            case LOG -> StrictMath::log;
            case LOG1P -> StrictMath::log1p;
            case LOG2 -> DoubleMath::log2;
            case LOG10 -> StrictMath::log10;
            case SIN -> DoubleAngle::sin;
            case COS -> DoubleAngle::cos;
            case TAN -> DoubleAngle::tan;
            case ASIN -> StrictMath::asin;
            case ACOS -> StrictMath::acos;
            case ATAN -> StrictMath::atan;
            case SINH -> StrictMath::sinh;
            case COSH -> StrictMath::cosh;
            case ASINH -> DoubleMath::asinh;
            case ACOSH -> DoubleMath::acosh;
            case ATANH -> DoubleMath::atanh;
            case TANH -> StrictMath::tanh;
            case SIGMOID -> DoubleMath::sigmoid;
            case RELU -> x -> x <= 0 ? 0 : x;
            case SOFTPLUS -> DoubleMath::softplus;
            case LOG_SIGMOID -> x -> -DoubleMath.softplus(-x);
            case SILU -> DoubleMath::silu;
            case MISH -> DoubleMath::mish;
            case SOFTSIGN -> DoubleMath::softsign;
            case HARD_SWISH -> DoubleMath::hardSwish;
            case ERF -> DoubleNormal::erf;
            case ERFC -> DoubleNormal::erfc;
            case GELU -> DoubleNormal::gelu;
            case GELU_TANH -> DoubleMath::geluTanh;
            case NOT -> throw new IllegalArgumentException("not of doubles");
        };
    }

    static DoubleBinary of(BinaryOp op) {
        return switch (op) {
            case ADD -> Double::sum;
            case SUB -> (a, b) -> a - b;
            case MUL -> (a, b) -> a * b;
            case DIV -> (a, b) -> a / b;
            case POW -> DoublePower::pow;
            case FLOOR_DIVIDE -> Quotients::floorDivide;
            case REMAINDER -> Quotients::remainder;
            case FMOD -> (a, b) -> a % b;
            case ATAN2 -> StrictMath::atan2;
            case HYPOT -> StrictMath::hypot;
            case MAX -> Math::max;
            case MIN -> Math::min;
            case LEAKY_RELU -> (x, slope) -> x > 0 ? x : x * slope;
            case ELU -> DoubleMath::elu;
            case CELU -> DoubleMath::celu;
            case RELU_BACKWARD -> (x, g) -> x > 0 ? g : 0;
            case SILU_BACKWARD -> DoubleMath::siluBackward;
            case GELU_BACKWARD -> DoubleNormal::geluBackward;
            case GELU_TANH_BACKWARD -> DoubleMath::geluTanhBackward;
            case TANH_BACKWARD -> (y, g) -> g * Math.fma(-y, y, 1);
            case SIGMOID_BACKWARD -> (y, g) -> g * (y * (1 - y));
            case AND, OR, XOR -> throw new IllegalArgumentException(op + " of doubles");
        };
    }

    static DoubleTest of(CompareOp op) {
        return switch (op) {
            case EQ -> (a, b) -> a == b;
            case NE -> (a, b) -> a != b;
            case LT -> (a, b) -> a < b;
            case LE -> (a, b) -> a <= b;
            case GT -> (a, b) -> a > b;
            case GE -> (a, b) -> a >= b;
        };
    }
}

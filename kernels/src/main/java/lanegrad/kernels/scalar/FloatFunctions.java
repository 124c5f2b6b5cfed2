package lanegrad.kernels.scalar;

import lanegrad.kernels.BinaryOp;
import lanegrad.kernels.UnaryOp;

/** The functions of floats. */
final class FloatFunctions {

    private FloatFunctions() {
    }

    static FloatUnary of(UnaryOp op) {
        return switch (op) {
            case NEG -> x -> -x;
            case ABS -> Math::abs;
            case SQUARE -> x -> x * x;
            case RECIPROCAL -> x -> 1 / x;
            case SIGN -> x -> x > 0 ? 1 : x < 0 ? -1 : x;
            case FLOOR -> x -> (float) Math.floor(x);
            case CEIL -> x -> (float) Math.ceil(x);
            case ROUND -> x -> (float) Math.rint(x);
            case TRUNC -> x -> (float) (x < 0 ? Math.ceil(x) : Math.floor(x));
            case SQRT -> x -> (float) Math.sqrt(x);
            case RSQRT -> x -> 1 / (float) Math.sqrt(x);
            case CBRT -> x -> (float) WideExp.cbrt(x);
            case EXP -> FloatExp::exp;
            case EXPM1 -> x -> (float) WideExp.expm1(x);
            case EXP2 -> x -> (float) WideExp.exp2(x);
            case LOG -> FloatLog::log;
            case LOG1P -> x -> (float) WideLog.log1p(x);
            case LOG2 -> x -> (float) WideLog.log2(x);
            case LOG10 -> x -> (float) WideLog.log10(x);
            case SIN -> WideAngle::sin;
            case COS -> WideAngle::cos;
            case TAN -> WideAngle::tan;
            case ASIN -> x -> (float) WideAngle.asin(x);
            case ACOS -> x -> (float) WideAngle.acos(x);
            case ATAN -> x -> (float) WideAngle.atan(x);
            case SINH -> x -> (float) WideExp.sinh(x);
            case COSH -> x -> (float) WideExp.cosh(x);
            case ASINH -> x -> (float) WideLog.asinh(x);
            case ACOSH -> x -> (float) WideLog.acosh(x);
            case ATANH -> x -> (float) WideLog.atanh(x);
            case TANH -> FloatExp::tanh;
            case SIGMOID -> FloatExp::sigmoid;
            case RELU -> x -> x <= 0 ? 0 : x;
            case SOFTPLUS -> x -> (float) WideExp.softplus(x);
            case LOG_SIGMOID -> x -> (float) WideExp.logSigmoid(x);
            case SILU -> FloatExp::silu;
            case MISH -> x -> (float) WideExp.mish(x);
            case SOFTSIGN -> FloatExp::softsign;
            case HARD_SWISH -> FloatExp::hardSwish;
            case ERF -> FloatNormal::erf;
            case ERFC -> x -> (float) WideExp.erfc(x);
            case GELU -> FloatNormal::gelu;
            case GELU_TANH -> FloatGelu::gelu;
            case NOT -> throw new IllegalArgumentException("not of floats");
        };
    }

    static FloatBinary of(BinaryOp op) {
        return switch (op) {
            case ADD -> Float::sum;
            case SUB -> (a, b) -> a - b;
            case MUL -> (a, b) -> a * b;
            case DIV -> (a, b) -> a / b;
            case POW -> (a, b) -> (float) WidePower.pow(a, b);
            case FLOOR_DIVIDE -> Quotients::floorDivide;
            case REMAINDER -> Quotients::remainder;
            case FMOD -> (a, b) -> a % b;
            case ATAN2 -> (a, b) -> (float) WideAngle.atan2(a, b);
            case HYPOT -> (a, b) -> (float) WidePower.hypot(a, b);
            case MAX -> Math::max;
            case MIN -> Math::min;
            case LEAKY_RELU -> (x, slope) -> x > 0 ? x : x * slope;
            case ELU -> (x, alpha) -> (float) WideExp.elu(x, alpha);
            case CELU -> (x, alpha) -> (float) WideExp.celu(x, alpha);
            case RELU_BACKWARD -> (x, g) -> x > 0 ? g : 0;
            case SILU_BACKWARD -> FloatExp::siluBackward;
            case GELU_BACKWARD -> FloatNormal::geluBackward;
            case GELU_TANH_BACKWARD -> FloatGelu::geluBackward;
            case TANH_BACKWARD -> (y, g) -> g * Math.fma(-y, y, 1);
            case SIGMOID_BACKWARD -> (y, g) -> g * (y * (1 - y));
            case AND, OR, XOR -> throw new IllegalArgumentException(op + " of floats");
        };
    }
}

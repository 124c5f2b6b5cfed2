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
            case SQRT -> x -> (float) Math.sqrt(x);
            case RSQRT -> x -> 1 / (float) Math.sqrt(x);
            case EXP -> FloatExp::exp;
            case LOG -> FloatLog::log;
            case TANH -> FloatExp::tanh;
            case SIGMOID -> FloatExp::sigmoid;
            case RELU -> x -> x <= 0 ? 0 : x;
            case ERF -> FloatNormal::erf;
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
            case POW -> (a, b) -> (float) DoublePower.pow(a, b);
            case MAX -> Math::max;
            case MIN -> Math::min;
            case RELU_BACKWARD -> (x, g) -> x > 0 ? g : 0;
            case GELU_BACKWARD -> FloatNormal::geluBackward;
            case GELU_TANH_BACKWARD -> FloatGelu::geluBackward;
            case TANH_BACKWARD -> (y, g) -> g * Math.fma(-y, y, 1);
            case SIGMOID_BACKWARD -> (y, g) -> g * (y * (1 - y));
            case AND, OR, XOR -> throw new IllegalArgumentException(op + " of floats");
        };
    }
}

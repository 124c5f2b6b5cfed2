package lanegrad.kernels.scalar;

import lanegrad.kernels.BinaryOp;
import lanegrad.kernels.CompareOp;
import lanegrad.kernels.UnaryOp;

/** The functions of integers and truth values. */
final class LongFunctions {

    private LongFunctions() {
    }

    static LongUnary of(UnaryOp op) {
        return switch (op) {
            case NEG -> x -> -x;
            case ABS -> Math::abs;
            case SQUARE -> x -> x * x;
            case SIGN -> Long::signum;
            case RELU -> x -> Math.max(x, 0);
            case FLOOR, CEIL, ROUND, TRUNC -> x -> x;
            case NOT -> x -> x ^ 1;
            default -> throw new IllegalArgumentException(op + " of integers");
        };
    }

    static LongBinary of(BinaryOp op) {
        return switch (op) {
            case ADD -> Long::sum;
            case SUB -> (a, b) -> a - b;
            case MUL -> (a, b) -> a * b;
            case FLOOR_DIVIDE -> Quotients::floorDivide;
            case REMAINDER -> Quotients::remainder;
            case FMOD -> Quotients::fmod;
            case MAX -> Math::max;
            case MIN -> Math::min;
            case AND -> (a, b) -> a & b;
            case OR -> (a, b) -> a | b;
            case XOR -> (a, b) -> a ^ b;
            default -> throw new IllegalArgumentException(op + " of integers");
        };
    }

    static LongTest of(CompareOp op) {
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

package lanegrad.kernels.base;

import lanegrad.array.DType;
import lanegrad.kernels.BinaryOp;
import lanegrad.kernels.UnaryOp;

/** Which functions are defined for which types. */
final class MapTypes {

    private MapTypes() {
    }

    static boolean allows(UnaryOp op, DType dtype) {
        return switch (op) {
            case NOT -> dtype == DType.BOOL;
            case NEG, ABS, SQUARE, SIGN, RELU, FLOOR, CEIL, ROUND, TRUNC -> isNumber(dtype);
            default -> dtype.isDifferentiable();
        };
    }

    static boolean allows(BinaryOp op, DType dtype) {
        return switch (op) {
            case AND, OR, XOR -> dtype == DType.BOOL;
            case ADD, SUB, MUL, MAX, MIN, FLOOR_DIVIDE, REMAINDER, FMOD -> isNumber(dtype);
            default -> dtype.isDifferentiable();
        };
    }

    private static boolean isNumber(DType dtype) {
        return dtype != DType.BOOL && !dtype.isStorageOnly();
    }
}

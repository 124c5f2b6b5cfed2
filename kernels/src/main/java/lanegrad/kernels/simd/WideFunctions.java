package lanegrad.kernels.simd;

import lanegrad.kernels.BinaryOp;
import lanegrad.kernels.UnaryOp;

/** The functions of floats that are computed in vectors of doubles; null where there is none. */
final class WideFunctions {

    private WideFunctions() {
    }

    static WideUnary of(UnaryOp op) {
        return switch (op) {
            case CBRT -> LaneWideExp::cbrt;
            case EXPM1 -> LaneWideExp::expm1;
            case EXP2 -> LaneWideExp::exp2;
            case LOG1P -> LaneWideLog::log1p;
            case LOG2 -> LaneWideLog::log2;
            case LOG10 -> LaneWideLog::log10;
            case ASIN -> LaneWideAngle::asin;
            case ACOS -> LaneWideAngle::acos;
            case ATAN -> LaneWideAngle::atan;
            case SINH -> LaneWideExp::sinh;
            case COSH -> LaneWideExp::cosh;
            case ASINH -> LaneWideLog::asinh;
            case ACOSH -> LaneWideLog::acosh;
            case ATANH -> LaneWideLog::atanh;
            case SOFTPLUS -> LaneWideExp::softplus;
            case LOG_SIGMOID -> LaneWideExp::logSigmoid;
            case MISH -> LaneWideExp::mish;
            case ERFC -> LaneWideExp::erfc;
            default -> null;
        };
    }

    static WideAngleFunction angle(UnaryOp op) {
        return switch (op) {
            case SIN -> WideAngleFunction.SIN;
            case COS -> WideAngleFunction.COS;
            case TAN -> WideAngleFunction.TAN;
            default -> null;
        };
    }

    static WideBinary of(BinaryOp op) {
        return switch (op) {
            case HYPOT -> LaneWidePower::hypot;
            case ATAN2 -> LaneWideAngle::atan2;
            case ELU -> LaneWideExp::elu;
            case CELU -> LaneWideExp::celu;
            default -> null;
        };
    }
}

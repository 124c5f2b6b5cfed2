package lanegrad.kernels.simd;

import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.NE;
import static lanegrad.kernels.simd.LanePolynomials.ONE;

import jdk.incubator.vector.FloatVector;
import lanegrad.kernels.BinaryOp;
import lanegrad.kernels.CompareOp;
import lanegrad.kernels.UnaryOp;

/** The functions of vectors of floats; null where there is none. */
final class LaneFunctions {

    private LaneFunctions() {
    }

    static LaneUnary of(UnaryOp op) {
        return switch (op) {
            case NEG -> FloatVector::neg;
            case ABS -> FloatVector::abs;
            case SQUARE -> x -> x.mul(x);
            case RECIPROCAL -> x -> ONE.div(x);
            case SIGN -> x -> x.blend(1, x.compare(GT, 0)).blend(-1, x.compare(LT, 0));
            case FLOOR -> LaneSteps::floor;
            case CEIL -> LaneSteps::ceil;
            case ROUND -> LaneSteps::round;
            case TRUNC -> LaneSteps::trunc;
            case SQRT -> FloatVector::sqrt;
            case RSQRT -> x -> ONE.div(x.sqrt());
            case EXP -> LaneExp::exp;
            case LOG -> LaneLog::log;
            case TANH -> LaneExp::tanh;
            case SIGMOID -> LaneExp::sigmoid;
            case RELU -> x -> x.blend(0, x.compare(LE, 0));
            case SILU -> LaneExp::silu;
            case SOFTSIGN -> LaneSteps::softsign;
            case HARD_SWISH -> LaneSteps::hardSwish;
            case ERF -> LaneNormal::erf;
            case GELU -> LaneNormal::gelu;
            case GELU_TANH -> LaneGelu::gelu;
            default -> null;
        };
    }

    static LaneBinary of(BinaryOp op) {
        return switch (op) {
            case ADD -> (a, b) -> a.add(b);
            case SUB -> (a, b) -> a.sub(b);
            case MUL -> (a, b) -> a.mul(b);
            case DIV -> (a, b) -> a.div(b);
            case MAX -> (a, b) -> a.max(b);
            case MIN -> (a, b) -> a.min(b);
            case LEAKY_RELU -> (x, slope) -> x.mul(slope).blend(x, x.compare(GT, 0));
            case RELU_BACKWARD -> (x, g) -> g.blend(0, x.compare(GT, 0).not());
            case SILU_BACKWARD -> LaneExp::siluBackward;
            case GELU_BACKWARD -> LaneNormal::geluBackward;
            case GELU_TANH_BACKWARD -> LaneGelu::geluBackward;
            case TANH_BACKWARD -> (y, g) -> g.mul(y.neg().fma(y, ONE));
            case SIGMOID_BACKWARD -> (y, g) -> g.mul(y.mul(ONE.sub(y)));
            default -> null;
        };
    }

    static LaneTest of(CompareOp op) {
        return switch (op) {
            case EQ -> (a, b) -> a.compare(EQ, b);
            case NE -> (a, b) -> a.compare(NE, b);
            case LT -> (a, b) -> a.compare(LT, b);
            case LE -> (a, b) -> a.compare(LE, b);
            case GT -> (a, b) -> a.compare(GT, b);
            case GE -> (a, b) -> a.compare(GE, b);
        };
    }
}

package lanegrad.kernels.simd;

import jdk.incubator.vector.FloatVector;
import lanegrad.kernels.base.Polynomials;

/**
 * The numbers of {@link Polynomials} as vectors. They are constants to the compiler, which keeps them in registers; a
 * method that broadcast them would be one more call to inline, and a body of some fifty vector operations leaves room
 * for none.
 */
final class LanePolynomials {

    static final FloatVector ONE = all(1);
    static final FloatVector MINUS_ONE = all(-1);
    static final FloatVector HALF = all(0.5f);
    static final FloatVector QUARTER = all(0.25f);
    static final FloatVector QUARTER_SQRT_2 = all(Polynomials.QUARTER_SQRT_2);
    static final FloatVector MINUS_HALF = all(-0.5f);
    static final FloatVector LOG2_E = all(Polynomials.LOG2_E);
    static final FloatVector WHOLE = all(Polynomials.WHOLE);
    static final FloatVector THREE = all(3);
    static final FloatVector SIX = all(6);
    static final FloatVector ROUND = all(Polynomials.ROUND);
    static final FloatVector ROUND_UP = all(Polynomials.ROUND_UP);
    static final FloatVector UP = all(Polynomials.UP);
    static final FloatVector DOWN = all(Polynomials.DOWN);
    static final FloatVector MINUS_DOWN = all(-Polynomials.DOWN);
    static final FloatVector MINUS_TWICE_DOWN = all(Polynomials.MINUS_TWICE_DOWN);
    static final FloatVector MINUS_LN2_HIGH = all(-Polynomials.LN2_HIGH);
    static final FloatVector LN2_LOW = all(Polynomials.LN2_LOW);
    static final FloatVector MINUS_LN2_LOW = all(-Polynomials.LN2_LOW);
    static final FloatVector EXP_0 = all(Polynomials.EXP_0);
    static final FloatVector EXP_1 = all(Polynomials.EXP_1);
    static final FloatVector EXP_2 = all(Polynomials.EXP_2);
    static final FloatVector EXP_3 = all(Polynomials.EXP_3);
    static final FloatVector EXP_4 = all(Polynomials.EXP_4);
    static final FloatVector LOG_0 = all(Polynomials.LOG_0);
    static final FloatVector LOG_1 = all(Polynomials.LOG_1);
    static final FloatVector LOG_2 = all(Polynomials.LOG_2);
    static final FloatVector LOG_3 = all(Polynomials.LOG_3);
    static final FloatVector LOG_4 = all(Polynomials.LOG_4);
    static final FloatVector LOG_5 = all(Polynomials.LOG_5);
    static final FloatVector LOG_6 = all(Polynomials.LOG_6);
    static final FloatVector LOG_7 = all(Polynomials.LOG_7);
    static final FloatVector LOG_8 = all(Polynomials.LOG_8);
    static final FloatVector TANH_0 = all(Polynomials.TANH_0);
    static final FloatVector TANH_1 = all(Polynomials.TANH_1);
    static final FloatVector TANH_2 = all(Polynomials.TANH_2);
    static final FloatVector TANH_3 = all(Polynomials.TANH_3);
    static final FloatVector TANH_4 = all(Polynomials.TANH_4);
    static final FloatVector ERF_0 = all(Polynomials.ERF_0);
    static final FloatVector ERF_1 = all(Polynomials.ERF_1);
    static final FloatVector ERF_2 = all(Polynomials.ERF_2);
    static final FloatVector ERF_3 = all(Polynomials.ERF_3);
    static final FloatVector ERF_4 = all(Polynomials.ERF_4);
    static final FloatVector ERF_5 = all(Polynomials.ERF_5);
    static final FloatVector TAIL_0 = all(Polynomials.TAIL_0);
    static final FloatVector TAIL_1 = all(Polynomials.TAIL_1);
    static final FloatVector TAIL_2 = all(Polynomials.TAIL_2);
    static final FloatVector TAIL_3 = all(Polynomials.TAIL_3);
    static final FloatVector TAIL_4 = all(Polynomials.TAIL_4);
    static final FloatVector TAIL_5 = all(Polynomials.TAIL_5);
    static final FloatVector TAIL_6 = all(Polynomials.TAIL_6);
    static final FloatVector TAIL_7 = all(Polynomials.TAIL_7);
    static final FloatVector TAIL_8 = all(Polynomials.TAIL_8);
    static final FloatVector TAIL_9 = all(Polynomials.TAIL_9);
    static final FloatVector TAIL_SLOPE = all(Polynomials.TAIL_SLOPE);
    static final FloatVector GELU_1 = all(Polynomials.GELU_1);
    static final FloatVector GELU_3 = all(Polynomials.GELU_3);
    static final FloatVector GELU_3_LOW = all(Polynomials.GELU_3_LOW);
    static final FloatVector MINUS_GELU_3 = all(-Polynomials.GELU_3);
    static final FloatVector GELU_1_HIGH = all(Polynomials.GELU_1_HIGH);
    static final FloatVector GELU_1_LOW = all(Polynomials.GELU_1_LOW);
    static final FloatVector GELU_9 = all(Polynomials.GELU_9);
    static final FloatVector MINUS_NORMAL_PEAK = all(-Polynomials.NORMAL_PEAK);

    private LanePolynomials() {
    }

    private static FloatVector all(float value) {
        return FloatVector.broadcast(Lanes.F, value);
    }
}

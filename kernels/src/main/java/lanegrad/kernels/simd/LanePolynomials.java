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
    static final FloatVector HALF = all(0.5f);
    static final FloatVector SQRT_2 = all(Polynomials.SQRT_2);
    static final FloatVector LOG2_E = all(Polynomials.LOG2_E);
    static final FloatVector WHOLE = all(Polynomials.WHOLE);
    static final FloatVector THREE = all(3);
    static final FloatVector SIX = all(6);
    static final FloatVector ROUND = all(Polynomials.ROUND);
    static final FloatVector ROUND_WHOLE = all(Polynomials.ROUND_WHOLE);
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
    static final FloatVector TAIL_1 = all(Polynomials.TAIL_1);
    static final FloatVector TAIL_2 = all(Polynomials.TAIL_2);
    static final FloatVector TAIL_3 = all(Polynomials.TAIL_3);
    static final FloatVector TAIL_4 = all(Polynomials.TAIL_4);
    static final FloatVector BELOW_1 = all(Polynomials.BELOW_1);
    static final FloatVector BELOW_2 = all(Polynomials.BELOW_2);
    static final FloatVector BELOW_3 = all(Polynomials.BELOW_3);
    static final FloatVector BELOW_T = all(Polynomials.BELOW_T);
    static final FloatVector BELL_LOG2_E = all(Polynomials.BELL_LOG2_E);
    static final FloatVector BELL_LN2_HIGH = all(Polynomials.BELL_LN2_HIGH);
    static final FloatVector BELL_ROUND = all(Polynomials.BELL_ROUND);
    static final FloatVector BELL_LN2_REST = all(Polynomials.BELL_LN2_REST);
    static final FloatVector BELL_1 = all(Polynomials.BELL_1);
    static final FloatVector BELL_2 = all(Polynomials.BELL_2);
    static final FloatVector BELL_3 = all(Polynomials.BELL_3);
    static final FloatVector BELL_4 = all(Polynomials.BELL_4);
    static final FloatVector BELL_5 = all(Polynomials.BELL_5);
    static final FloatVector BELL_6 = all(Polynomials.BELL_6);
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

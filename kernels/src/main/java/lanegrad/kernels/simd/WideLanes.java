package lanegrad.kernels.simd;

import static lanegrad.kernels.simd.Lanes.D;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.DoubleVector;
import lanegrad.kernels.base.Native;
import lanegrad.kernels.base.WidePolynomials;

/**
 * Vectors of doubles for functions of floats that are computed in doubles, and the numbers of {@link WidePolynomials}
 * as such vectors.
 *
 * <p>Floats become doubles and doubles floats in plain loops over arrays, which the compiler turns to vectors by
 * itself. Vectors of half as many floats would be a second class of float vectors: as soon as a JVM has used one, the
 * compiler no longer knows the class of the others wherever their values meet, and leaves some in memory for good.
 */
final class WideLanes {

    /** Doubles in a vector. */
    static final int N = D.length();

    /** Elements that are turned to doubles at once: with what is read and written they stay in an L1 cache. */
    static final int TILE = 1024;

    static final DoubleVector ONE = all(1);
    static final DoubleVector TWO = all(2);
    static final DoubleVector HALF_ONE = all(0.5);
    static final DoubleVector MINUS_HALF = all(-0.5);
    static final DoubleVector LN2 = all(WidePolynomials.LN2);
    static final DoubleVector MINUS_LN2 = all(-WidePolynomials.LN2);
    static final DoubleVector MINUS_HALF_PI = all(-WidePolynomials.HALF_PI);
    static final DoubleVector MINUS_HALF_PI_LOW = all(-WidePolynomials.HALF_PI_LOW);
    static final DoubleVector TWO_52_BIASED = all(WidePolynomials.TWO_52_BIASED);
    static final DoubleVector EXP_0 = all(WidePolynomials.EXP_0);
    static final DoubleVector EXP_1 = all(WidePolynomials.EXP_1);
    static final DoubleVector EXP_2 = all(WidePolynomials.EXP_2);
    static final DoubleVector EXP_3 = all(WidePolynomials.EXP_3);
    static final DoubleVector EXP_4 = all(WidePolynomials.EXP_4);
    static final DoubleVector EXP_5 = all(WidePolynomials.EXP_5);
    static final DoubleVector EXP_6 = all(WidePolynomials.EXP_6);
    static final DoubleVector EXP_7 = all(WidePolynomials.EXP_7);
    static final DoubleVector LOG_0 = all(WidePolynomials.LOG_0);
    static final DoubleVector LOG_1 = all(WidePolynomials.LOG_1);
    static final DoubleVector LOG_2 = all(WidePolynomials.LOG_2);
    static final DoubleVector LOG_3 = all(WidePolynomials.LOG_3);
    static final DoubleVector LOG_4 = all(WidePolynomials.LOG_4);
    static final DoubleVector SIN_0 = all(WidePolynomials.SIN_0);
    static final DoubleVector SIN_1 = all(WidePolynomials.SIN_1);
    static final DoubleVector SIN_2 = all(WidePolynomials.SIN_2);
    static final DoubleVector SIN_3 = all(WidePolynomials.SIN_3);
    static final DoubleVector COS_0 = all(WidePolynomials.COS_0);
    static final DoubleVector COS_1 = all(WidePolynomials.COS_1);
    static final DoubleVector COS_2 = all(WidePolynomials.COS_2);
    static final DoubleVector COS_3 = all(WidePolynomials.COS_3);
    static final DoubleVector ATAN_0 = all(WidePolynomials.ATAN_0);
    static final DoubleVector ATAN_1 = all(WidePolynomials.ATAN_1);
    static final DoubleVector ATAN_2 = all(WidePolynomials.ATAN_2);
    static final DoubleVector ATAN_3 = all(WidePolynomials.ATAN_3);
    static final DoubleVector ATAN_4 = all(WidePolynomials.ATAN_4);
    static final DoubleVector ATAN_5 = all(WidePolynomials.ATAN_5);
    static final DoubleVector ATAN_6 = all(WidePolynomials.ATAN_6);
    static final DoubleVector ERFC_0 = all(WidePolynomials.ERFC_0);
    static final DoubleVector ERFC_1 = all(WidePolynomials.ERFC_1);
    static final DoubleVector ERFC_2 = all(WidePolynomials.ERFC_2);
    static final DoubleVector ERFC_3 = all(WidePolynomials.ERFC_3);
    static final DoubleVector ERFC_4 = all(WidePolynomials.ERFC_4);
    static final DoubleVector ERFC_5 = all(WidePolynomials.ERFC_5);
    static final DoubleVector ERFC_6 = all(WidePolynomials.ERFC_6);
    static final DoubleVector ERFC_7 = all(WidePolynomials.ERFC_7);
    static final DoubleVector ERFC_8 = all(WidePolynomials.ERFC_8);
    static final DoubleVector ERFC_9 = all(WidePolynomials.ERFC_9);
    static final DoubleVector ERFC_10 = all(WidePolynomials.ERFC_10);
    static final DoubleVector ERFC_11 = all(WidePolynomials.ERFC_11);
    static final DoubleVector ERFC_12 = all(WidePolynomials.ERFC_12);
    static final DoubleVector ERFC_13 = all(WidePolynomials.ERFC_13);
    static final DoubleVector ERFC_SCALE = all(WidePolynomials.ERFC_SCALE);
    static final DoubleVector LOG2_E = all(WidePolynomials.LOG2_E);
    static final DoubleVector LOG10_E = all(WidePolynomials.LOG10_E);
    static final DoubleVector PI = all(WidePolynomials.PI);
    static final DoubleVector QUARTER_PI = all(WidePolynomials.QUARTER_PI);
    static final DoubleVector TWO_OVER_PI = all(WidePolynomials.TWO_OVER_PI);
    static final DoubleVector TAN_PI_8 = all(WidePolynomials.TAN_PI_8);
    static final DoubleVector TAN_3_PI_8 = all(WidePolynomials.TAN_3_PI_8);
    static final DoubleVector ROUND = all(WidePolynomials.ROUND);
    static final DoubleVector ROUND_BIASED = all(WidePolynomials.ROUND_BIASED);

    private WideLanes() {
    }

    private static DoubleVector all(double value) {
        return DoubleVector.broadcast(D, value);
    }

    /** Reads floats. */
    static void read(MemorySegment from, long at, float[] floats, double[] values, int n) {
        MemorySegment.copy(Native.of(from), ValueLayout.JAVA_FLOAT, at, floats, 0, n);
        for (int i = 0; i < n; i++) {
            values[i] = floats[i];
        }
    }

    /** Writes doubles, rounded to floats. */
    static void write(double[] values, float[] floats, int n, MemorySegment to, long at) {
        for (int i = 0; i < n; i++) {
            floats[i] = (float) values[i];
        }
        MemorySegment.copy(floats, 0, Native.of(to), ValueLayout.JAVA_FLOAT, at, n);
    }
}

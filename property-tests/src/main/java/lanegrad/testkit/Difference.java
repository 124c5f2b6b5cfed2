package lanegrad.testkit;

import java.util.Arrays;
import lanegrad.array.DType;

/**
 * The element that is furthest from what it should be.
 *
 * @param error its relative error: infinite where one is NaN or infinite and the other is not the same
 * @param index where it is, or null if all are equal
 * @param found what it is
 * @param expected what it should be
 */
record Difference(double error, long[] index, double found, double expected) {

    /**
     * Compares elements with what they should be. Each is measured relative to itself, to its scale where there is one,
     * or to a floor that is given. Below the normal numbers of a type, errors are absolute.
     *
     * @param found the elements
     * @param expected what they should be
     * @param dtype the type that was computed in
     * @param least what smaller elements are measured by
     * @return the worst
     */
    static Difference worst(double[] found, Plain expected, DType dtype, double least) {
        double[] data = expected.data();
        if (found.length != data.length) {
            return new Difference(Double.POSITIVE_INFINITY, new long[0], found.length, data.length);
        }
        double floor = Math.max(least, dtype == DType.F32 ? Float.MIN_NORMAL / 1e-6 : Double.MIN_NORMAL / 1e-14);
        int worst = -1;
        double most = 0;
        for (int i = 0; i < data.length; i++) {
            double scale = expected.scale() == null ? 0 : expected.scale()[i];
            double error = error(found[i], data[i], Math.max(scale, floor), dtype);
            if (error > most) {
                most = error;
                worst = i;
            }
        }
        return worst < 0 ? new Difference(0, null, 0, 0)
                : new Difference(most, index(worst, expected.dims()), found[worst], data[worst]);
    }

    private static double error(double found, double expected, double scale, DType dtype) {
        if (found == expected || Double.isNaN(found) && Double.isNaN(expected)) {
            return 0;
        }
        if (dtype == DType.F32 && found == (float) expected) {
            return 0; // overflow to infinity, and subnormal numbers
        }
        if (!Double.isFinite(found) || !Double.isFinite(expected)) {
            return Double.POSITIVE_INFINITY;
        }
        return Math.abs(found - expected) / Math.max(Math.abs(expected), scale);
    }

    private static long[] index(int at, long[] dims) {
        long[] index = new long[dims.length];
        long rest = at;
        for (int i = dims.length - 1; i >= 0; i--) {
            index[i] = rest % dims[i];
            rest /= dims[i];
        }
        return index;
    }

    @Override
    public String toString() {
        return index == null ? ""
                : ": element " + Arrays.toString(index) + " is " + found + ", " + expected + " expected";
    }
}

package lanegrad.kernels.base;

import lanegrad.kernels.ScanOp;

/**
 * The loops of scans over tiles. <em>Along</em>: a tile is a part of a line, and the state is carried from tile to
 * tile. <em>Across</em>: a tile is one step of many lines, each with a state of its own. A tile's elements are replaced
 * by the results.
 *
 * <p>The state of {@link ScanOp#LOG_SUM_EXP} is the greatest so far, and the sum of exponentials relative to it.
 */
final class ScanLoops {

    private ScanLoops() {
    }

    static void along(ScanOp op, boolean exclusive, double[] tile, int n, double[] carry, double[] second) {
        double state = carry[0];
        switch (op) {
            case SUM -> {
                for (int i = 0; i < n; i++) {
                    double next = state + tile[i];
                    tile[i] = exclusive ? state : next;
                    state = next;
                }
            }
            case PROD -> {
                for (int i = 0; i < n; i++) {
                    double next = state * tile[i];
                    tile[i] = exclusive ? state : next;
                    state = next;
                }
            }
            case LOG_SUM_EXP -> {
                double sum = second[0];
                for (int i = 0; i < n; i++) {
                    double x = tile[i];
                    double before = exclusive ? logarithm(state, sum) : 0;
                    sum = grown(state, sum, x);
                    state = Math.max(state, x);
                    tile[i] = exclusive ? before : logarithm(state, sum);
                }
                second[0] = sum;
            }
        }
        carry[0] = state;
    }

    static void across(ScanOp op, boolean exclusive, double[] tile, int n, double[] state, double[] second) {
        switch (op) {
            case SUM -> {
                for (int i = 0; i < n; i++) {
                    double before = state[i];
                    double next = before + tile[i];
                    tile[i] = exclusive ? before : next;
                    state[i] = next;
                }
            }
            case PROD -> {
                for (int i = 0; i < n; i++) {
                    double before = state[i];
                    double next = before * tile[i];
                    tile[i] = exclusive ? before : next;
                    state[i] = next;
                }
            }
            case LOG_SUM_EXP -> {
                for (int i = 0; i < n; i++) {
                    double x = tile[i];
                    double before = exclusive ? logarithm(state[i], second[i]) : 0;
                    second[i] = grown(state[i], second[i], x);
                    state[i] = Math.max(state[i], x);
                    tile[i] = exclusive ? before : logarithm(state[i], second[i]);
                }
            }
        }
    }

    /** The sum of exponentials relative to the greatest, once x has joined. */
    private static double grown(double greatest, double sum, double x) {
        if (x == greatest) {
            return sum + 1; // infinities too, whose difference has no meaning
        }
        return x > greatest ? sum * StrictMath.exp(greatest - x) + 1 : sum + StrictMath.exp(x - greatest);
    }

    private static double logarithm(double greatest, double sum) {
        return Double.isInfinite(greatest) ? greatest : greatest + StrictMath.log(sum);
    }

    static void along(ScanOp op, boolean exclusive, long[] tile, int n, long[] carry) {
        long state = carry[0];
        for (int i = 0; i < n; i++) {
            long next = op == ScanOp.SUM ? state + tile[i] : state * tile[i];
            tile[i] = exclusive ? state : next;
            state = next;
        }
        carry[0] = state;
    }

    static void across(ScanOp op, boolean exclusive, long[] tile, int n, long[] state) {
        for (int i = 0; i < n; i++) {
            long before = state[i];
            long next = op == ScanOp.SUM ? before + tile[i] : before * tile[i];
            tile[i] = exclusive ? before : next;
            state[i] = next;
        }
    }

    /** {@code a} becomes the results. */
    static void recurrenceAlong(double[] a, double[] b, int n, double[] carry) {
        double state = carry[0];
        for (int i = 0; i < n; i++) {
            state = a[i] * state + b[i];
            a[i] = state;
        }
        carry[0] = state;
    }

    static void recurrenceAcross(double[] a, double[] b, int n, double[] state) {
        for (int i = 0; i < n; i++) {
            double next = a[i] * state[i] + b[i];
            a[i] = next;
            state[i] = next;
        }
    }

    /** Whether x takes the place of the extremum so far: not if it is equal, and nothing after a NaN. */
    private static boolean wins(boolean greatest, double x, double best) {
        return greatest ? !(x <= best) & best == best : !(x >= best) & best == best;
    }

    /** The first element of the line, at position 0, wins against nothing. */
    static void argAlong(boolean greatest, double[] tile, int n, long first, double[] carry, long[] place,
            long[] found) {
        double best = carry[0];
        long at = place[0];
        for (int i = 0; i < n; i++) {
            if (first + i == 0 || wins(greatest, tile[i], best)) {
                best = tile[i];
                at = first + i;
            }
            found[i] = at;
        }
        carry[0] = best;
        place[0] = at;
    }

    static void argAcross(boolean greatest, double[] tile, int n, long step, double[] state, long[] found) {
        for (int i = 0; i < n; i++) {
            boolean wins = step == 0 || wins(greatest, tile[i], state[i]);
            state[i] = wins ? tile[i] : state[i];
            found[i] = wins ? step : found[i];
        }
    }

    static void argAlong(boolean greatest, long[] tile, int n, long first, long[] carry, long[] place) {
        long best = carry[0];
        long at = first == 0 ? 0 : place[0];
        for (int i = 0; i < n; i++) {
            long x = tile[i];
            if (first + i == 0 || (greatest ? x > best : x < best)) {
                best = x;
                at = first + i;
            }
            tile[i] = at;
        }
        carry[0] = best;
        place[0] = at;
    }

    static void argAcross(boolean greatest, long[] tile, int n, long step, long[] state, long[] found) {
        for (int i = 0; i < n; i++) {
            long x = tile[i];
            boolean wins = step == 0 || (greatest ? x > state[i] : x < state[i]);
            state[i] = wins ? x : state[i];
            found[i] = wins ? step : found[i];
        }
    }
}

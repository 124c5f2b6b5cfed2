package lanegrad.kernels.scalar;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import lanegrad.array.DType;
import lanegrad.kernels.base.AttentionCall;
import lanegrad.kernels.base.Heads;

/**
 * One head of attention with its operands copied to lines of doubles, an array each: HotSpot turns long loops into
 * vectors that read arrays at the loop's own index, and the inner loops add multiples of four such lines to one.
 * Products with keys run along the keys, so that sums stay apart; only rows of scores of a few queries exist at a time.
 * A weight of 0, which is what a hidden key has, takes nothing from its row, not even NaN. An object is used again and
 * again.
 */
final class DoubleHead {

    /** Queries that give to the gradients of keys and values at a time. */
    private static final int TOGETHER = 4;

    private static final double[][] NONE = {};

    private double[][] queries = NONE;
    private double[][] gradients = NONE;
    /** Keys by rows, and by columns. */
    private double[][] keys = NONE;
    private double[][] keysT = NONE;
    private double[][] values = NONE;
    private double[][] valuesT = NONE;
    private double[][] keyGradients = NONE;
    private double[][] valueGradients = NONE;
    private double[][] scores = NONE;
    private double[][] scoreGradients = NONE;
    private double[] output = {};

    /** Queries {@code from} to {@code to} of a head. */
    void forward(AttentionCall call, int b, int h, int from, int to) {
        loadKeys(call, b, h);
        double[] row = scores[0];
        for (int i = from; i < to; i++) {
            int seen = score(call, b, h, i, queries[0], row);
            double greatest = Double.NEGATIVE_INFINITY;
            for (int j = 0; j < seen; j++) {
                greatest = row[j] > greatest ? row[j] : greatest;
            }
            // Nothing seen: any finite base keeps -inf less the base from being NaN.
            double sum = weigh(row, seen, greatest == Double.NEGATIVE_INFINITY ? 0 : greatest);
            double factor = sum == 0 ? 0 : 1 / sum;
            for (int j = 0; j < seen; j++) {
                row[j] = row[j] == 0 ? 0 : row[j] * factor;
            }
            sum(values, row, row, seen, output, call.valueWidth);
            store(call, call.out, b, h, i, output, call.valueWidth);
            set(call, call.lse, call.lse.at(b, h, i), greatest + StrictMath.log(sum));
        }
    }

    /** All gradients of a head. */
    void backward(AttentionCall call, int b, int h) {
        loadKeys(call, b, h);
        valuesT = transposed(values, call.keys, call.valueWidth, valuesT);
        gradients = lines(gradients, TOGETHER, call.valueWidth);
        scoreGradients = lines(scoreGradients, TOGETHER, call.keys);
        keyGradients = zeros(keyGradients, call.keys, call.width);
        valueGradients = zeros(valueGradients, call.keys, call.valueWidth);
        for (int i = 0; i < call.queries; i += TOGETHER) {
            int some = Math.min(TOGETHER, call.queries - i);
            int most = 0;
            for (int r = 0; r < TOGETHER; r++) {
                int seen = r < some ? queryGradient(call, b, h, i + r, r) : 0;
                Arrays.fill(scores[r], seen, call.keys, 0);
                most = Math.max(most, seen);
            }
            for (int j = 0; j < most; j++) {
                give(scoreGradients, j, queries, keyGradients[j], call.width);
                give(scores, j, gradients, valueGradients[j], call.valueWidth);
            }
        }
        for (int j = 0; j < call.keys; j++) {
            store(call, call.dk, b, h, j, keyGradients[j], call.width);
            store(call, call.dv, b, h, j, valueGradients[j], call.valueWidth);
        }
    }

    /** The gradient of one query; leaves its weights and their gradients in line r. Returns how many keys it sees. */
    private int queryGradient(AttentionCall call, int b, int h, int i, int r) {
        double[] weights = scores[r];
        double[] slopes = scoreGradients[r];
        double[] gradient = gradients[r];
        int seen = score(call, b, h, i, queries[r], weights);
        double lse = get(call, call.lse, call.lse.at(b, h, i));
        weigh(weights, seen, lse == Double.NEGATIVE_INFINITY ? 0 : lse);
        load(call, call.g, b, h, i, gradient, call.valueWidth);
        load(call, call.out, b, h, i, output, call.valueWidth);
        double delta = 0;
        for (int c = 0; c < call.valueWidth; c++) {
            delta = Math.fma(gradient[c], output[c], delta);
        }
        products(valuesT, gradient, call.valueWidth, seen, slopes);
        for (int j = 0; j < seen; j++) {
            slopes[j] = weights[j] * (slopes[j] - delta) * call.scale;
        }
        sum(keys, weights, slopes, seen, output, call.width);
        store(call, call.dq, b, h, i, output, call.width);
        return seen;
    }

    /** Adds what some queries give to one key: their lines, each times its factor, unless the key's weight is 0. */
    private void give(double[][] factors, int j, double[][] lines, double[] to, int n) {
        if (scores[0][j] != 0 && scores[1][j] != 0 && scores[2][j] != 0 && scores[3][j] != 0) {
            add4(lines, 0, factors[0][j], factors[1][j], factors[2][j], factors[3][j], to, n);
            return;
        }
        for (int r = 0; r < TOGETHER; r++) {
            if (scores[r][j] != 0) {
                add(lines[r], factors[r][j], to, n);
            }
        }
    }

    /** {@code to} = the sum of lines times their factors, without those whose weights are 0. */
    private static void sum(double[][] lines, double[] weights, double[] factors, int count, double[] to, int n) {
        Arrays.fill(to, 0, n, 0);
        int j = 0;
        while (j < count) {
            if (j <= count - 4 && weights[j] != 0 && weights[j + 1] != 0 && weights[j + 2] != 0
                    && weights[j + 3] != 0) {
                add4(lines, j, factors[j], factors[j + 1], factors[j + 2], factors[j + 3], to, n);
                j += 4;
                continue;
            }
            if (weights[j] != 0) {
                add(lines[j], factors[j], to, n);
            }
            j++;
        }
    }

    private void loadKeys(AttentionCall call, int b, int h) {
        queries = lines(queries, TOGETHER, call.width);
        scores = lines(scores, TOGETHER, call.keys);
        keys = lines(keys, call.keys, call.width);
        values = lines(values, call.keys, call.valueWidth);
        for (int j = 0; j < call.keys; j++) {
            load(call, call.k, b, h, j, keys[j], call.width);
            load(call, call.v, b, h, j, values[j], call.valueWidth);
        }
        keysT = transposed(keys, call.keys, call.width, keysT);
        int widest = Math.max(call.width, call.valueWidth);
        output = output.length >= widest ? output : new double[widest];
    }

    /** Scores of one query, negative infinity where it may not attend; returns how many keys it can see. */
    private int score(AttentionCall call, int b, int h, int i, double[] query, double[] to) {
        int seen = call.visible(i);
        load(call, call.q, b, h, i, query, call.width);
        products(keysT, query, call.width, seen, to);
        for (int j = 0; j < seen; j++) {
            to[j] *= call.scale;
        }
        if (call.mask.isPresent()) {
            MemorySegment mask = call.mask.segment();
            long row = call.mask.at(b, h, i);
            for (int j = 0; j < seen; j++) {
                if (mask.get(ValueLayout.JAVA_BYTE, row + j * call.mask.columnStride()) == 0) {
                    to[j] = Double.NEGATIVE_INFINITY;
                }
            }
        }
        return seen;
    }

    /** Turns scores into exp(score - base), 0 where they are negative infinity, and returns their sum. */
    private static double weigh(double[] scores, int seen, double base) {
        for (int j = 0; j < seen; j++) {
            scores[j] = SoftmaxExp.exp(scores[j] - base); // of negative infinity 0
        }
        double sum = 0;
        for (int j = 0; j < seen; j++) {
            sum += scores[j];
        }
        return sum;
    }

    /** {@code to[j]} = the sum over lines c of {@code lines[c][j] weights[c]}. */
    private static void products(double[][] lines, double[] weights, int count, int n, double[] to) {
        Arrays.fill(to, 0, n, 0);
        int c = 0;
        for (; c < count - 3; c += 4) {
            add4(lines, c, weights[c], weights[c + 1], weights[c + 2], weights[c + 3], to, n);
        }
        for (; c < count; c++) {
            add(lines[c], weights[c], to, n);
        }
    }

    private static void add4(double[][] lines, int at, double w, double x, double y, double z, double[] to, int n) {
        double[] first = lines[at];
        double[] second = lines[at + 1];
        double[] third = lines[at + 2];
        double[] fourth = lines[at + 3];
        for (int j = 0; j < n; j++) {
            double sum = Math.fma(first[j], w, to[j]);
            sum = Math.fma(second[j], x, sum);
            sum = Math.fma(third[j], y, sum);
            to[j] = Math.fma(fourth[j], z, sum);
        }
    }

    private static void add(double[] line, double weight, double[] to, int n) {
        for (int j = 0; j < n; j++) {
            to[j] = Math.fma(line[j], weight, to[j]);
        }
    }

    /** So many lines at least, of such a length at least. */
    private static double[][] lines(double[][] lines, int count, int length) {
        if (lines.length >= count && (count == 0 || lines[0].length >= length)) {
            return lines;
        }
        return new double[Math.max(count, lines.length)][length];
    }

    private static double[][] zeros(double[][] lines, int count, int length) {
        double[][] zeros = lines(lines, count, length);
        for (int i = 0; i < count; i++) {
            Arrays.fill(zeros[i], 0, length, 0);
        }
        return zeros;
    }

    private static double[][] transposed(double[][] rows, int count, int width, double[][] to) {
        double[][] columns = lines(to, width, count);
        for (int j = 0; j < count; j++) {
            double[] row = rows[j];
            for (int c = 0; c < width; c++) {
                columns[c][j] = row[c];
            }
        }
        return columns;
    }

    private static void load(AttentionCall call, Heads from, int b, int h, int row, double[] to, int n) {
        long at = from.at(b, h, row);
        for (int c = 0; c < n; c++) {
            to[c] = get(call, from, at + c * from.columnStride());
        }
    }

    private static void store(AttentionCall call, Heads to, int b, int h, int row, double[] from, int n) {
        long at = to.at(b, h, row);
        for (int c = 0; c < n; c++) {
            set(call, to, at + c * to.columnStride(), from[c]);
        }
    }

    private static double get(AttentionCall call, Heads from, long at) {
        return call.dtype == DType.F32 ? from.segment().get(ValueLayout.JAVA_FLOAT, at)
                : from.segment().get(ValueLayout.JAVA_DOUBLE, at);
    }

    private static void set(AttentionCall call, Heads to, long at, double value) {
        if (call.dtype == DType.F32) {
            to.segment().set(ValueLayout.JAVA_FLOAT, at, (float) value);
        } else {
            to.segment().set(ValueLayout.JAVA_DOUBLE, at, value);
        }
    }
}

package lanegrad.kernels.scalar;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import lanegrad.array.DType;
import lanegrad.kernels.base.AttentionCall;
import lanegrad.kernels.base.Heads;

/**
 * One head of attention, a query after another, with the head's operands copied to arrays of doubles: the inner loops
 * are sums of rows by weights, which the compiler turns into vectors. Only a row of scores exists at a time. A weight
 * of 0, which is what a hidden key has, takes nothing from its row, not even NaN. An object is used again and again.
 */
final class DoubleHead {

    private double[] query = {};
    private double[] gradient = {};
    /** Keys by rows, and by columns. */
    private double[] keys = {};
    private double[] keysT = {};
    private double[] values = {};
    private double[] valuesT = {};
    private double[] keyGradients = {};
    private double[] valueGradients = {};
    private double[] scores = {};
    private double[] scoreGradients = {};
    private double[] output = {};

    /** Queries {@code from} to {@code to} of a head. */
    void forward(AttentionCall call, int b, int h, int from, int to) {
        loadKeys(call, b, h);
        output = atLeast(output, call.valueWidth);
        for (int i = from; i < to; i++) {
            int seen = score(call, b, h, i);
            double greatest = Double.NEGATIVE_INFINITY;
            for (int j = 0; j < seen; j++) {
                greatest = scores[j] > greatest ? scores[j] : greatest;
            }
            // Nothing seen: any finite base keeps -inf less the base from being NaN.
            double sum = weigh(seen, greatest == Double.NEGATIVE_INFINITY ? 0 : greatest);
            double factor = sum == 0 ? 0 : 1 / sum;
            Arrays.fill(output, 0, call.valueWidth, 0);
            for (int j = 0; j < seen; j++) {
                if (scores[j] != 0) {
                    add(values, j * call.valueWidth, scores[j] * factor, output, 0, call.valueWidth);
                }
            }
            store(call, call.out, b, h, i, output, 0, call.valueWidth);
            set(call, call.lse, call.lse.at(b, h, i), greatest + StrictMath.log(sum));
        }
    }

    /** All gradients of a head. */
    void backward(AttentionCall call, int b, int h) {
        loadKeys(call, b, h);
        int d = call.width;
        int dv = call.valueWidth;
        valuesT = transposed(values, call.keys, dv, valuesT);
        scoreGradients = atLeast(scoreGradients, call.keys);
        keyGradients = zeros(keyGradients, call.keys * d);
        valueGradients = zeros(valueGradients, call.keys * dv);
        output = atLeast(output, Math.max(d, dv));
        gradient = atLeast(gradient, dv);
        for (int i = 0; i < call.queries; i++) {
            int seen = score(call, b, h, i);
            double lse = get(call, call.lse, call.lse.at(b, h, i));
            weigh(seen, lse == Double.NEGATIVE_INFINITY ? 0 : lse);
            load(call, call.g, b, h, i, gradient, dv);
            load(call, call.out, b, h, i, output, dv);
            double delta = 0;
            for (int c = 0; c < dv; c++) {
                delta = Math.fma(gradient[c], output[c], delta);
            }
            products(valuesT, call.keys, gradient, dv, seen, scoreGradients);
            Arrays.fill(output, 0, d, 0);
            for (int j = 0; j < seen; j++) {
                double weight = scores[j];
                if (weight != 0) {
                    double ds = weight * (scoreGradients[j] - delta) * call.scale;
                    add(keys, j * d, ds, output, 0, d);
                    add(query, 0, ds, keyGradients, j * d, d);
                    add(gradient, 0, weight, valueGradients, j * dv, dv);
                }
            }
            store(call, call.dq, b, h, i, output, 0, d);
        }
        for (int j = 0; j < call.keys; j++) {
            store(call, call.dk, b, h, j, keyGradients, j * d, d);
            store(call, call.dv, b, h, j, valueGradients, j * dv, dv);
        }
    }

    private void loadKeys(AttentionCall call, int b, int h) {
        int d = call.width;
        int dv = call.valueWidth;
        query = atLeast(query, d);
        keys = atLeast(keys, call.keys * d);
        values = atLeast(values, call.keys * dv);
        scores = atLeast(scores, call.keys);
        for (int j = 0; j < call.keys; j++) {
            load(call, call.k, b, h, j, query, d);
            System.arraycopy(query, 0, keys, j * d, d);
        }
        output = atLeast(output, Math.max(d, dv));
        for (int j = 0; j < call.keys; j++) {
            load(call, call.v, b, h, j, output, dv);
            System.arraycopy(output, 0, values, j * dv, dv);
        }
        keysT = transposed(keys, call.keys, d, keysT);
    }

    /** Scores of one query, negative infinity where it may not attend; returns how many keys it can see. */
    private int score(AttentionCall call, int b, int h, int i) {
        int seen = call.visible(i);
        load(call, call.q, b, h, i, query, call.width);
        products(keysT, call.keys, query, call.width, seen, scores);
        for (int j = 0; j < seen; j++) {
            scores[j] *= call.scale;
        }
        if (call.mask.isPresent()) {
            MemorySegment mask = call.mask.segment();
            long row = call.mask.at(b, h, i);
            for (int j = 0; j < seen; j++) {
                if (mask.get(ValueLayout.JAVA_BYTE, row + j * call.mask.columnStride()) == 0) {
                    scores[j] = Double.NEGATIVE_INFINITY;
                }
            }
        }
        return seen;
    }

    /** Turns scores into exp(score - base), 0 where they are negative infinity, and returns their sum. */
    private double weigh(int seen, double base) {
        double sum = 0;
        for (int j = 0; j < seen; j++) {
            scores[j] = scores[j] == Double.NEGATIVE_INFINITY ? 0 : SoftmaxExp.exp(scores[j] - base);
        }
        for (int j = 0; j < seen; j++) {
            sum += scores[j];
        }
        return sum;
    }

    /** {@code to[j]} = the sum over rows c of {@code rows[c][j] weights[c]}. */
    private static void products(double[] rows, int length, double[] weights, int count, int n, double[] to) {
        Arrays.fill(to, 0, n, 0);
        int c = 0;
        for (; c < count - 3; c += 4) {
            add4(rows, c * length, length, weights[c], weights[c + 1], weights[c + 2], weights[c + 3], to, n);
        }
        for (; c < count; c++) {
            add(rows, c * length, weights[c], to, 0, n);
        }
    }

    private static void add4(double[] rows, int at, int length, double w, double x, double y, double z, double[] to,
            int n) {
        int second = at + length;
        int third = second + length;
        int fourth = third + length;
        for (int j = 0; j < n; j++) {
            double sum = Math.fma(rows[at + j], w, to[j]);
            sum = Math.fma(rows[second + j], x, sum);
            sum = Math.fma(rows[third + j], y, sum);
            to[j] = Math.fma(rows[fourth + j], z, sum);
        }
    }

    private static void add(double[] row, int at, double weight, double[] to, int toAt, int n) {
        for (int j = 0; j < n; j++) {
            to[toAt + j] = Math.fma(row[at + j], weight, to[toAt + j]);
        }
    }

    private static double[] atLeast(double[] array, int length) {
        return array.length >= length ? array : new double[length + (length >> 2)];
    }

    private static double[] zeros(double[] array, int length) {
        double[] zeros = atLeast(array, length);
        Arrays.fill(zeros, 0, length, 0);
        return zeros;
    }

    private static double[] transposed(double[] rows, int count, int width, double[] to) {
        double[] columns = atLeast(to, count * width);
        for (int c = 0; c < width; c++) {
            for (int j = 0; j < count; j++) {
                columns[c * count + j] = rows[j * width + c];
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

    private static void store(AttentionCall call, Heads to, int b, int h, int row, double[] from, int fromAt, int n) {
        long at = to.at(b, h, row);
        for (int c = 0; c < n; c++) {
            set(call, to, at + c * to.columnStride(), from[fromAt + c]);
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

package lanegrad.kernels;

import java.util.Random;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;

/**
 * One attention with all its operands, in memory layouts of all kinds, and its definition in plain arrays of doubles.
 */
final class AttentionCase {

    /** How an operand lies in memory. */
    enum Lie {
        ROW_MAJOR, HEADS_LAST, COLUMNS_APART, SLICED
    }

    final int batch;
    final int heads;
    final int queries;
    final int keys;
    final int width;
    final int valueWidth;
    final boolean causal;
    final double scale;
    final NdArray q;
    final NdArray k;
    final NdArray v;
    final NdArray g;
    final NdArray mask;

    AttentionCase(Random random, DType dtype, int[] sizes, Lie lie, NdArray mask, boolean causal) {
        batch = sizes[0];
        heads = sizes[1];
        queries = sizes[2];
        keys = sizes[3];
        width = sizes[4];
        valueWidth = sizes[5];
        this.mask = mask;
        this.causal = causal;
        scale = 1 / Math.sqrt(Math.max(1, width)) * (1 + random.nextInt(3));
        q = random(random, array(dtype, lie, queries, width));
        k = random(random, array(dtype, lie, keys, width));
        v = random(random, array(dtype, lie, keys, valueWidth));
        g = random(random, array(dtype, lie, queries, valueWidth));
    }

    private static NdArray random(Random random, NdArray array) {
        RandomViews.fill(random, array);
        return array;
    }

    /** An operand's room. */
    NdArray array(DType dtype, Lie lie, int rows, int columns) {
        return switch (lie) {
            case ROW_MAJOR -> NdArray.empty(dtype, Shape.of(batch, heads, rows, columns));
            case HEADS_LAST -> NdArray.empty(dtype, Shape.of(batch, rows, heads, columns)).transpose(1, 2);
            case COLUMNS_APART -> NdArray.empty(dtype, Shape.of(batch, heads, columns, rows)).transpose(2, 3);
            case SLICED -> NdArray.full(dtype, Shape.of(batch, heads + 1, rows, columns + 5), Double.NaN)
                    .slice(1, 1, heads + 1, 1).slice(3, 2, columns + 2, 1);
        };
    }

    /** A mask of one of the usual shapes, some of its rows hiding everything. */
    static NdArray mask(Random random, int batch, int heads, int queries, int keys) {
        boolean[] all = new boolean[] {random.nextBoolean(), random.nextBoolean(), random.nextBoolean(), true};
        long[] dims = {all[0] ? batch : 1, all[1] ? heads : 1, all[2] ? queries : 1, keys};
        NdArray mask = NdArray.zeros(DType.BOOL, Shape.of(dims));
        for (int b = 0; b < dims[0]; b++) {
            for (int h = 0; h < dims[1]; h++) {
                for (int i = 0; i < dims[2]; i++) {
                    int kind = random.nextInt(4);
                    int length = random.nextInt(keys + 1);
                    for (int j = 0; j < keys; j++) {
                        boolean may = kind == 0 ? j < length : kind == 1 ? random.nextBoolean() : kind == 2;
                        mask.set(may ? 1 : 0, b, h, i, j);
                    }
                }
            }
        }
        return dims[0] == 1 && dims[1] == 1 && random.nextBoolean() ? mask.select(0, 0).select(0, 0) : mask;
    }

    boolean mayAttend(int b, int h, int i, int j) {
        if (causal && j > i + keys - queries) {
            return false;
        }
        if (mask == null) {
            return true;
        }
        long[] index = {b, h, i, j};
        long[] own = new long[mask.rank()];
        for (int axis = 0; axis < own.length; axis++) {
            own[axis] = mask.dim(axis) == 1 ? 0 : index[4 - own.length + axis];
        }
        return mask.getLong(own) != 0;
    }

    /** Weights of one query, and at the end of the array its log-sum-exp. */
    double[] weights(int b, int h, int i) {
        double[] weights = new double[keys + 1];
        double greatest = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < keys; j++) {
            weights[j] = Double.NEGATIVE_INFINITY;
            if (mayAttend(b, h, i, j)) {
                weights[j] = 0;
                for (int c = 0; c < width; c++) {
                    weights[j] += q.getDouble(b, h, i, c) * k.getDouble(b, h, j, c) * scale;
                }
                greatest = Math.max(greatest, weights[j]);
            }
        }
        double sum = 0;
        for (int j = 0; j < keys; j++) {
            weights[j] = weights[j] == Double.NEGATIVE_INFINITY ? 0 : Math.exp(weights[j] - greatest);
            sum += weights[j];
        }
        for (int j = 0; j < keys; j++) {
            weights[j] = sum == 0 ? 0 : weights[j] / sum;
        }
        weights[keys] = sum == 0 ? Double.NEGATIVE_INFINITY : greatest + Math.log(sum);
        return weights;
    }

    double[] output(int b, int h, double[] weights) {
        double[] output = new double[valueWidth];
        for (int j = 0; j < keys; j++) {
            for (int c = 0; weights[j] != 0 && c < valueWidth; c++) {
                output[c] += weights[j] * v.getDouble(b, h, j, c);
            }
        }
        return output;
    }

    /** The sum of all outputs times their gradients: what {@link #g} is the gradient for. */
    double loss() {
        double loss = 0;
        for (int b = 0; b < batch; b++) {
            for (int h = 0; h < heads; h++) {
                for (int i = 0; i < queries; i++) {
                    double[] output = output(b, h, weights(b, h, i));
                    for (int c = 0; c < valueWidth; c++) {
                        loss += output[c] * g.getDouble(b, h, i, c);
                    }
                }
            }
        }
        return loss;
    }

    /** Gradients of one head: of queries, keys and values, each by rows. */
    double[][][] gradients(int b, int h) {
        double[][] dq = new double[queries][width];
        double[][] dk = new double[keys][width];
        double[][] dv = new double[keys][valueWidth];
        for (int i = 0; i < queries; i++) {
            double[] weights = weights(b, h, i);
            double[] dp = new double[keys];
            double delta = 0;
            for (int j = 0; j < keys; j++) {
                for (int c = 0; c < valueWidth; c++) {
                    dp[j] += g.getDouble(b, h, i, c) * v.getDouble(b, h, j, c);
                    dv[j][c] += weights[j] * g.getDouble(b, h, i, c);
                }
                delta += weights[j] * dp[j];
            }
            for (int j = 0; j < keys; j++) {
                double ds = weights[j] * (dp[j] - delta) * scale;
                for (int c = 0; c < width; c++) {
                    dq[i][c] += ds * k.getDouble(b, h, j, c);
                    dk[j][c] += ds * q.getDouble(b, h, i, c);
                }
            }
        }
        return new double[][][] {dq, dk, dv};
    }

    /** What a kernel gave. */
    record Result(NdArray out, NdArray lse, NdArray dq, NdArray dk, NdArray dv) {
    }

    /** Both passes of a kernel; the results' memory holds NaN before. */
    Result run(Kernels kernels, Lie lie) {
        DType dtype = q.dtype();
        NdArray lse = NdArray.full(dtype, Shape.of(batch, heads, queries), Double.NaN);
        Result result = new Result(array(dtype, lie, queries, valueWidth), lse, array(dtype, lie, queries, width),
                array(dtype, lie, keys, width), array(dtype, lie, keys, valueWidth));
        run(kernels, result);
        return result;
    }

    void run(Kernels kernels, Result to) {
        kernels.attention().forward(q, k, v, mask, causal, scale, to.out, to.lse);
        kernels.attention().backward(q, k, v, mask, causal, scale, to.out, to.lse, g, to.dq, to.dk, to.dv);
    }

    @Override
    public String toString() {
        return "attention " + q.layout() + " " + k.layout() + " " + v.layout() + " causal " + causal + " mask "
                + (mask == null ? null : mask.layout());
    }
}

package lanegrad.kernels.simd;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import lanegrad.kernels.base.AttentionCall;
import lanegrad.kernels.base.Heads;

/**
 * Attention backward in tiles (FlashAttention-2: Dao, arXiv 2307.08691), for a range of keys of one head: the gradients
 * of these keys and values, and the part of the queries' gradient that comes from them. An object holds the panels of
 * one piece of work and is used again and again.
 *
 * <p>Weights are made again from the saved log-sum-exp. As in {@link FlashForward}, tiles are transposed,
 * [keys][queries as lanes]: by rows they are the left operand of the keys' and values' gradients, by columns that of
 * the queries'.
 */
final class FlashBackward {

    /** Keys of a tile. */
    static final int KEYS = 64;
    /** Queries of a tile: at least two panels, so that sums over queries are not too short. */
    static final int QUERIES = Math.max(2 * Panels.WIDTH, 64);
    /** Keys whose operands and gradients stay in the second-level cache while all queries pass. */
    static final int KEY_RANGE = 512;

    private static final int W = Panels.WIDTH;
    private static final int ROWS = Panels.ROWS;
    private static final double LOG2_E = 1.4426950408889634;

    private AttentionCall call;
    private int b;
    private int h;
    private int queryPanels;
    private int valuePanels;

    private float[] keys = {};
    private float[] values = {};
    private float[] keyGradients = {};
    private float[] valueGradients = {};
    private final boolean[] keysFinite = new boolean[KEY_RANGE / KEYS];
    private float[] queries = {};
    private float[] queriesT = {};
    private float[] gradients = {};
    private float[] gradientsT = {};
    private float[] outputs = {};
    private boolean queriesFinite;
    private boolean gradientsFinite;
    private final float[] statistics = new float[2 * QUERIES];
    private final float[] work = new float[PanelTranspose.WORK];
    private final float[] scores = new float[KEYS * QUERIES];
    private final float[] scoreGradients = new float[KEYS * QUERIES];
    private float[] own = {};

    /** The floats that hold the queries' gradient of one head. */
    static int queryGradientFloats(AttentionCall call) {
        return Math.multiplyExact((call.queries + QUERIES - 1) / QUERIES * QUERIES, Panels.count(call.width) * W);
    }

    /** All keys of a head: every gradient is written to where the call wants it. */
    void run(AttentionCall call, int b, int h) {
        own = Panels.atLeast(own, queryGradientFloats(call));
        run(call, b, h, 0, call.keys, own, 0);
        storeQueryGradient(call, b, h, own, 0);
    }

    /** Writes the gradient of a head's queries, which lies from {@code at} on, to where the call wants it. */
    static void storeQueryGradient(AttentionCall call, int b, int h, float[] dq, int at) {
        int block = Panels.count(call.width) * QUERIES * W;
        for (int i = 0, from = at; i < call.queries; i += QUERIES, from += block) {
            Panels.scale(dq, from, block, (float) call.scale);
            Panels.unpack(dq, from, QUERIES, Math.min(QUERIES, call.queries - i), call.width, call.dq.segment(),
                    call.dq.at(b, h, i), call.dq.rowStride(), call.dq.columnStride());
        }
    }

    /**
     * Keys {@code from} to {@code to} of a head.
     *
     * @param dq receives their part of the queries' gradient, without the scale, from dqAt on: blocks of {@link
     * #QUERIES} queries,
     *     each packed
     */
    void run(AttentionCall call, int b, int h, int from, int to, float[] dq, int dqAt) {
        this.call = call;
        this.b = b;
        this.h = h;
        queryPanels = Panels.count(call.width);
        valuePanels = Panels.count(call.valueWidth);
        Arrays.fill(dq, dqAt, dqAt + queryGradientFloats(call), 0f);
        for (int j = from; j < to; j += KEY_RANGE) {
            range(j, Math.min(j + KEY_RANGE, to), dq, dqAt);
        }
        this.call = null;
    }

    private void range(int from, int to, float[] dq, int dqAt) {
        int blocks = (to - from + KEYS - 1) / KEYS;
        int keyFloats = queryPanels * KEYS * W;
        int valueFloats = valuePanels * KEYS * W;
        keys = Panels.atLeast(keys, blocks * keyFloats);
        values = Panels.atLeast(values, blocks * valueFloats);
        keyGradients = Panels.atLeast(keyGradients, blocks * keyFloats);
        valueGradients = Panels.atLeast(valueGradients, blocks * valueFloats);
        for (int j = 0; j < blocks; j++) {
            int first = from + j * KEYS;
            int n = Math.min(KEYS, to - first);
            keysFinite[j] = pack(call.k, first, n, call.width, keys, j * keyFloats, KEYS);
            pack(call.v, first, n, call.valueWidth, values, j * valueFloats, KEYS);
        }
        Arrays.fill(keyGradients, 0, blocks * keyFloats, 0f);
        Arrays.fill(valueGradients, 0, blocks * valueFloats, 0f);
        for (int i = 0, at = dqAt; i < call.queries; i += QUERIES, at += queryPanels * QUERIES * W) {
            int n = Math.min(QUERIES, call.queries - i);
            int visible = Math.min(to, call.visible(i + n - 1));
            if (visible <= from) {
                continue;
            }
            packQueries(i, n);
            for (int j = 0; from + j * KEYS < visible; j++) {
                if (TileMask.shows(call, b, h, from + j * KEYS, Math.min(KEYS, visible - from - j * KEYS))) {
                    tile(i, n, from + j * KEYS, Math.min(KEYS, to - from - j * KEYS), j, dq, at);
                }
            }
        }
        Panels.scale(keyGradients, 0, blocks * keyFloats, (float) call.scale);
        for (int j = 0; j < blocks; j++) {
            int first = from + j * KEYS;
            int n = Math.min(KEYS, to - first);
            unpack(keyGradients, j * keyFloats, n, call.width, call.dk, first);
            unpack(valueGradients, j * valueFloats, n, call.valueWidth, call.dv, first);
        }
    }

    private boolean pack(Heads from, int row, int rows, int columns, float[] to, int at, int height) {
        return Panels.pack(from.segment(), from.at(b, h, row), from.rowStride(), from.columnStride(), rows, columns, to,
                at,
                height);
    }

    private void unpack(float[] from, int at, int rows, int columns, Heads to, int row) {
        Panels.unpack(from, at, KEYS, rows, columns, to.segment(), to.at(b, h, row), to.rowStride(), to.columnStride());
    }

    /** Packs queries and the gradients of their outputs, both ways, and their statistics. */
    private void packQueries(int first, int n) {
        queries = Panels.atLeast(queries, queryPanels * QUERIES * W);
        queriesT = Panels.atLeast(queriesT, queryPanels * QUERIES * W);
        gradients = Panels.atLeast(gradients, valuePanels * QUERIES * W);
        gradientsT = Panels.atLeast(gradientsT, valuePanels * QUERIES * W);
        outputs = Panels.atLeast(outputs, valuePanels * QUERIES * W);
        queriesFinite = pack(call.q, first, n, call.width, queries, 0, QUERIES);
        gradientsFinite = pack(call.g, first, n, call.valueWidth, gradients, 0, QUERIES);
        pack(call.out, first, n, call.valueWidth, outputs, 0, QUERIES);
        float scale = (float) (call.scale * LOG2_E);
        for (int q = 0; q < n; q += W) {
            PanelTranspose.transpose(queries, q * W, QUERIES, call.width, scale, queriesT, q * queryPanels * W, work);
            PanelTranspose.transpose(gradients, q * W, QUERIES, call.valueWidth, 1f, gradientsT, q * valuePanels * W,
                    work);
        }
        MemorySegment lse = call.lse.segment();
        for (int i = 0; i < n; i++) {
            float value = lse.get(ValueLayout.JAVA_FLOAT, call.lse.at(b, h, first + i));
            // A query that saw nothing has scores of -inf only: any base but -inf gives it weights of 0.
            statistics[i] = value == Float.NEGATIVE_INFINITY ? 0 : (float) (value * LOG2_E);
        }
        TileGradient.rowProducts(gradients, outputs, QUERIES, n, valuePanels, statistics, QUERIES);
        // Lanes without a query have scores of 0: this base gives them weights of 0.
        Arrays.fill(statistics, n, QUERIES, Float.POSITIVE_INFINITY);
        Arrays.fill(statistics, QUERIES + n, 2 * QUERIES, 0f);
    }

    /** Queries from i on with block j of the range's keys, which begins with a key and has n of them. */
    private void tile(int i, int queryCount, int key, int n, int j, float[] dq, int dqAt) {
        int keyBlock = j * queryPanels * KEYS * W;
        int valueBlock = j * valuePanels * KEYS * W;
        for (int q = 0; q < queryCount; q += W) {
            int lanes = Math.min(W, queryCount - q);
            int seen = Math.min(n, call.visible(i + q + lanes - 1) - key);
            if (seen > 0) {
                weigh(i + q, lanes, key, seen, q, keyBlock, valueBlock);
                queryGradient(q, seen, keyBlock, keysFinite[j], dq, dqAt);
            }
        }
        for (int r = 0; r < n; r += ROWS) {
            // The first panel with a query that sees any of these keys.
            int q = 0;
            while (q < queryCount && call.visible(Math.min(i + q + W, i + queryCount) - 1) <= key + r) {
                q += W;
            }
            if (q < queryCount) {
                int at = q * KEYS + r * W;
                int k = queryCount - q;
                sumRows(scores, at, k, gradients, q, valuePanels, gradientsFinite, valueGradients, valueBlock + r * W);
                sumRows(scoreGradients, at, k, queries, q, queryPanels, queriesFinite, keyGradients, keyBlock + r * W);
            }
        }
    }

    /**
     * One panel of queries with some keys: weights into {@link #scores}, the scores' gradient into {@link
     * #scoreGradients}.
     */
    private void weigh(int query, int lanes, int key, int seen, int q, int keyBlock, int valueBlock) {
        int at = q * KEYS;
        int rows = Panels.padded(seen);
        for (int r = 0; r < rows; r += ROWS) {
            TileProduct.byRows(keys, keyBlock + r * W, KEYS * W, call.width, queriesT, q * queryPanels * W, false,
                    scores,
                    at + r * W);
            TileProduct.byRows(values, valueBlock + r * W, KEYS * W, call.valueWidth, gradientsT, q * valuePanels * W,
                    false,
                    scoreGradients, at + r * W);
        }
        TileMask.apply(call, b, h, query, lanes, key, seen, scores, at);
        TileMask.keys(scores, at, seen, rows);
        TileGradient.softmax(scores, scoreGradients, at, rows, statistics, q, QUERIES + q);
    }

    private void queryGradient(int q, int seen, int keyBlock, boolean finite, float[] dq, int dqAt) {
        for (int p = 0; p < queryPanels; p++) {
            for (int r = 0; r < W; r += ROWS) {
                int to = dqAt + (p * QUERIES + q + r) * W;
                if (finite) {
                    TileProduct.byColumns(scoreGradients, q * KEYS + r, seen, keys, keyBlock + p * KEYS * W, dq, to);
                } else {
                    CarefulProduct.byColumns(scoreGradients, q * KEYS + r, seen, keys, keyBlock + p * KEYS * W, dq, to);
                }
            }
        }
    }

    private static void sumRows(float[] tile, int at, int k, float[] right, int row, int panels, boolean finite,
            float[] to,
            int toAt) {
        for (int p = 0; p < panels; p++) {
            if (finite) {
                TileProduct.byRows(tile, at, KEYS * W, k, right, (p * QUERIES + row) * W, true, to,
                        toAt + p * KEYS * W);
            } else {
                CarefulProduct.byRows(tile, at, KEYS * W, k, right, (p * QUERIES + row) * W, to, toAt + p * KEYS * W);
            }
        }
    }
}

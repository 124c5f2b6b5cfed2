package lanegrad.kernels.simd;

import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import lanegrad.kernels.base.AttentionCall;
import lanegrad.kernels.base.Heads;

/**
 * Attention forward in tiles (FlashAttention: Dao et al., arXiv 2205.14135), for a range of queries of one head. An
 * object holds the panels of one piece of work and is used again and again.
 *
 * <p>Scores are made transposed, [keys][queries as lanes]: softmax then runs down the lanes without shuffles, and the
 * weights are already the packed left operand of their product with the values. Blocks of keys are the outer loop, so
 * that keys and values are packed once for all queries of the range, and what a panel of queries has so far (maximum,
 * sum, output) waits in its own memory.
 */
final class FlashForward {

    /** Keys of a tile: a tile of scores is 16 KB with vectors of 512 bits, a third of a first-level cache. */
    static final int KEYS = 128;

    private static final int W = Panels.WIDTH;
    private static final int ROWS = Panels.ROWS;
    private static final double LOG2_E = 1.4426950408889634;
    private static final double LN_2 = 0.6931471805599453;

    private AttentionCall call;
    private int b;
    private int h;
    private int keyPanels;
    private int valuePanels;

    private float[] queriesT = {};
    private float[] outputs = {};
    /** For each query its maximum, then for each its sum, then factors for a panel of queries. */
    private float[] statistics = {};
    private int sums;
    private int factors;
    private float[] keys = {};
    private float[] values = {};
    private boolean valuesFinite;
    private final float[] work = new float[PanelTranspose.WORK];
    private final float[] tile = new float[(KEYS + 1) * W];

    /** Queries {@code from} to {@code to} of a head. */
    void run(AttentionCall call, int b, int h, int from, int to) {
        this.call = call;
        this.b = b;
        this.h = h;
        keyPanels = Panels.count(call.width);
        valuePanels = Panels.count(call.valueWidth);
        int queryPanels = Panels.count(to - from);
        packQueries(from, to, queryPanels);
        start(queryPanels);
        int last = call.visible(to - 1);
        for (int j = 0; j < last; j += KEYS) {
            int n = Math.min(KEYS, last - j);
            if (TileMask.shows(call, b, h, j, n)) {
                packKeys(j, n);
                for (int p = 0; p < queryPanels; p++) {
                    attend(p, from + p * W, Math.min(W, to - from - p * W), j, n);
                }
            }
        }
        for (int p = 0; p < queryPanels; p++) {
            finish(p, from + p * W, Math.min(W, to - from - p * W));
        }
        this.call = null;
    }

    /** Transposed, scaled so that scores count powers of 2. */
    private void packQueries(int from, int to, int queryPanels) {
        int panel = keyPanels * W * W;
        queriesT = Panels.atLeast(queriesT, (queryPanels + 1) * panel);
        float scale = (float) (call.scale * LOG2_E);
        for (int p = 0; p < queryPanels; p++) {
            pack(call.q, from + p * W, Math.min(W, to - from - p * W), call.width, queriesT, queryPanels * panel, W);
            PanelTranspose.transpose(queriesT, queryPanels * panel, W, call.width, scale, queriesT, p * panel, work);
        }
    }

    private void start(int queryPanels) {
        sums = queryPanels * W;
        factors = 2 * sums;
        statistics = Panels.atLeast(statistics, factors + W);
        Arrays.fill(statistics, 0, sums, Float.NEGATIVE_INFINITY);
        Arrays.fill(statistics, sums, 2 * sums, 0f);
        outputs = Panels.atLeast(outputs, queryPanels * valuePanels * W * W);
        Arrays.fill(outputs, 0, queryPanels * valuePanels * W * W, 0f);
    }

    private void packKeys(int j, int n) {
        keys = Panels.atLeast(keys, keyPanels * KEYS * W);
        values = Panels.atLeast(values, valuePanels * KEYS * W);
        pack(call.k, j, n, call.width, keys, 0, KEYS);
        valuesFinite = pack(call.v, j, n, call.valueWidth, values, 0, KEYS);
    }

    private boolean pack(Heads from, int row, int rows, int columns, float[] to, int at, int height) {
        return Panels.pack(from.segment(), from.at(b, h, row), from.rowStride(), from.columnStride(), rows, columns, to,
                at,
                height);
    }

    /** Panel p of queries, which begins with a query, takes in the keys from j on that are packed. */
    private void attend(int p, int query, int queries, int j, int n) {
        int seen = Math.min(n, call.visible(query + queries - 1) - j);
        if (seen <= 0) {
            return;
        }
        for (int r = 0; r < seen; r += ROWS) {
            TileProduct.byRows(keys, r * W, KEYS * W, call.width, queriesT, p * keyPanels * W * W, false, tile, r * W);
        }
        TileMask.apply(call, b, h, query, queries, j, seen, tile, 0);
        int out = p * valuePanels * W * W;
        if (TileSoftmax.step(tile, seen, statistics, p * W, sums + p * W, factors)) {
            Panels.scaleRows(outputs, out, W, W, call.valueWidth, statistics, factors);
        }
        for (int v = 0; v < valuePanels; v++) {
            for (int q = 0; q < W; q += ROWS) {
                int to = out + (v * W + q) * W;
                if (valuesFinite) {
                    TileProduct.byColumns(tile, q, seen, values, v * KEYS * W, outputs, to);
                } else {
                    CarefulProduct.byColumns(tile, q, seen, values, v * KEYS * W, outputs, to);
                }
            }
        }
    }

    /** Divides by the sum of the weights; a query that saw nothing has the output 0. */
    private void finish(int p, int query, int queries) {
        for (int i = 0; i < queries; i++) {
            float sum = statistics[sums + p * W + i];
            statistics[factors + i] = sum == 0 ? 0 : 1 / sum;
            float lse = (float) (statistics[p * W + i] * LN_2 + StrictMath.log(sum));
            call.lse.segment().set(ValueLayout.JAVA_FLOAT, call.lse.at(b, h, query + i), lse);
        }
        int out = p * valuePanels * W * W;
        Panels.scaleRows(outputs, out, W, W, call.valueWidth, statistics, factors);
        Panels.unpack(outputs, out, W, queries, call.valueWidth, call.out.segment(), call.out.at(b, h, query),
                call.out.rowStride(), call.out.columnStride());
    }
}

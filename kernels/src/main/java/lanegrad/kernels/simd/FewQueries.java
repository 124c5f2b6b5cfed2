package lanegrad.kernels.simd;

import static jdk.incubator.vector.VectorOperators.FMA;
import static lanegrad.kernels.simd.Lanes.FLOATS;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;
import lanegrad.kernels.base.AttentionCall;
import lanegrad.kernels.base.Native;

/**
 * Attention forward for a few queries of one head, as when a model writes with a cache of keys and values: all there is
 * to do is to read them once, so they are read where they lie, and lanes are columns.
 */
final class FewQueries {

    /** With more queries than this, tiles are faster. */
    static final int MOST = 4;

    private static final VectorSpecies<Float> F = Lanes.F;
    private static final int N = Lanes.N;
    private static final int W = Panels.WIDTH;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();
    private static final double LOG2_E = 1.4426950408889634;
    private static final double LN_2 = 0.6931471805599453;

    private float[] query = {};
    private float[] scores = {};
    private float[] output = {};
    private final float[] statistics = new float[2 * W];

    /** Whether this is the way for a call: few queries, and rows of keys and values without gaps. */
    static boolean suits(AttentionCall call) {
        return call.queries <= MOST && call.k.columnStride() == Float.BYTES && call.v.columnStride() == Float.BYTES;
    }

    /** Queries {@code from} to {@code to} of a head. */
    void run(AttentionCall call, int b, int h, int from, int to) {
        query = Panels.atLeast(query, call.width);
        output = Panels.atLeast(output, Panels.count(call.valueWidth) * W);
        scores = Panels.atLeast(scores, Panels.count(call.keys) * W);
        float scale = (float) (call.scale * LOG2_E);
        for (int i = from; i < to; i++) {
            for (int c = 0; c < call.width; c++) {
                query[c] = scale
                        * call.q.segment().get(ValueLayout.JAVA_FLOAT, call.q.at(b, h, i) + c * call.q.columnStride());
            }
            int keys = call.visible(i);
            score(call.k.segment(), call.k.at(b, h, 0), call.k.rowStride(), keys, query, call.width, scores);
            if (call.mask.isPresent()) {
                hide(call, call.mask.at(b, h, i), keys);
            }
            float sum = weigh(keys);
            float lse = (float) (statistics[0] * LN_2 + StrictMath.log(sum));
            call.lse.segment().set(ValueLayout.JAVA_FLOAT, call.lse.at(b, h, i), lse);
            for (int p = 0; p < Panels.count(call.valueWidth); p++) {
                mix(call.v.segment(), call.v.at(b, h, 0) + 4L * p * W, call.v.rowStride(), keys,
                        Math.min(W, call.valueWidth - p * W), scores, output, p * W);
            }
            Panels.scale(output, 0, call.valueWidth, sum == 0 ? 0 : 1 / sum);
            Panels.unpack(output, 0, 1, 1, call.valueWidth, call.out.segment(), call.out.at(b, h, i), 0,
                    call.out.columnStride());
        }
    }

    /** {@code s[j]} = the product of row j of the keys and the query. */
    private static void score(MemorySegment k, long at, long rowStride, int keys, float[] query, int width, float[] s) {
        MemorySegment rows = Native.of(k);
        int whole = width / N * N;
        VectorMask<Float> rest = F.indexInRange(whole, width);
        for (int j = 0; j < keys; j++) {
            long row = at + j * rowStride;
            FloatVector sum = FloatVector.zero(F);
            for (int c = 0; c < whole; c += N) {
                sum = FloatVector.fromMemorySegment(F, rows, row + 4L * c, ORDER).lanewise(FMA,
                        FloatVector.fromArray(F, query, c),
                        sum);
            }
            if (whole < width) {
                sum = FloatVector.fromMemorySegment(F, rows, row + 4L * whole, ORDER, rest).lanewise(FMA,
                        FloatVector.fromArray(F, query, whole, rest), sum);
            }
            sum = FLOATS.cast(sum);
            sum = N > 8 ? sum.add(sum.rearrange(LaneFold.BY_8)) : sum;
            sum = N > 4 ? sum.add(sum.rearrange(LaneFold.BY_4)) : sum;
            sum = sum.add(sum.rearrange(LaneFold.BY_2));
            s[j] = sum.add(sum.rearrange(LaneFold.BY_1)).lane(0);
        }
    }

    private void hide(AttentionCall call, long row, int keys) {
        for (int j = 0; j < keys; j++) {
            if (call.mask.segment().get(ValueLayout.JAVA_BYTE, row + j * call.mask.columnStride()) == 0) {
                scores[j] = Float.NEGATIVE_INFINITY;
            }
        }
    }

    /**
     * Turns scores into weights relative to the greatest score, which is statistics[0] afterwards, and returns their
     * sum.
     */
    private float weigh(int keys) {
        int rows = Panels.count(keys);
        Arrays.fill(scores, keys, rows * W, Float.NEGATIVE_INFINITY);
        Arrays.fill(statistics, 0, W, Float.NEGATIVE_INFINITY);
        TileSoftmax.greatest(scores, rows, statistics, 0);
        float greatest = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < W; i++) {
            greatest = statistics[i] > greatest ? statistics[i] : greatest;
        }
        Arrays.fill(statistics, 0, W, greatest);
        Arrays.fill(statistics, W, 2 * W, 0f);
        TileSoftmax.weigh(scores, 0, rows, statistics, 0, W);
        for (int half = W / 2; half > 0; half /= 2) {
            for (int i = 0; i < half; i++) {
                statistics[W + i] += statistics[W + i + half];
            }
        }
        return statistics[W];
    }

    /** A panel of the output: the rows of the values by their weights; a weight of 0 takes nothing, not even NaN. */
    private static void mix(MemorySegment v, long at, long rowStride, int keys, int width, float[] weights, float[] out,
            int ot) {
        MemorySegment rows = Native.of(v);
        VectorMask<Float> first = F.indexInRange(0, width);
        VectorMask<Float> second = F.indexInRange(N, width);
        FloatVector a = FloatVector.zero(F);
        FloatVector b = FloatVector.zero(F);
        if (width == W) {
            for (int j = 0; j < keys; j++) {
                float weight = weights[j];
                if (weight != 0) {
                    long row = at + j * rowStride;
                    FloatVector w = FloatVector.broadcast(F, weight);
                    a = FloatVector.fromMemorySegment(F, rows, row, ORDER).lanewise(FMA, w, a);
                    b = FloatVector.fromMemorySegment(F, rows, row + 4L * N, ORDER).lanewise(FMA, w, b);
                }
            }
        } else {
            for (int j = 0; j < keys; j++) {
                float weight = weights[j];
                if (weight != 0) {
                    long row = at + j * rowStride;
                    FloatVector w = FloatVector.broadcast(F, weight);
                    a = FloatVector.fromMemorySegment(F, rows, row, ORDER, first).lanewise(FMA, w, a);
                    if (width > N) {
                        b = FloatVector.fromMemorySegment(F, rows, row + 4L * N, ORDER, second).lanewise(FMA, w, b);
                    }
                }
            }
        }
        FLOATS.cast(a).intoArray(out, ot);
        FLOATS.cast(b).intoArray(out, ot + N);
    }
}

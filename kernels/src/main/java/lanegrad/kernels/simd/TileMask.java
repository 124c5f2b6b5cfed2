package lanegrad.kernels.simd;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import lanegrad.kernels.base.AttentionCall;
import lanegrad.kernels.base.Heads;

/**
 * Writes negative infinity into a tile of scores, [keys][queries as lanes], where a query may not attend. It replaces
 * the score and never computes with it: a padded key may hold anything.
 */
final class TileMask {

    private static final int W = Panels.WIDTH;
    private static final float HIDDEN = Float.NEGATIVE_INFINITY;

    private TileMask() {
    }

    /** Hides whole keys: rows from one number up to another. */
    static void keys(float[] tile, int tt, int from, int to) {
        Arrays.fill(tile, tt + from * W, tt + to * W, HIDDEN);
    }

    /**
     * Hides what lies above the diagonal.
     *
     * @param first how many keys the first query sees of this tile; each further query sees one more
     */
    private static void causal(float[] tile, int tt, int keys, int first) {
        for (int j = Math.max(0, first); j < keys; j++) {
            // Lane i sees key j if j < first + i.
            Arrays.fill(tile, tt + j * W, tt + j * W + Math.min(W, j - first + 1), HIDDEN);
        }
    }

    /**
     * Hides from queries {@code query} to {@code query + queries} the keys {@code key} to {@code key + keys} that they
     * may not see.
     */
    static void apply(AttentionCall call, int b, int h, int query, int queries, int key, int keys, float[] tile,
            int tt) {
        if (call.causal) {
            causal(tile, tt, keys, query + 1 + call.keys - call.queries - key);
        }
        Heads mask = call.mask;
        if (mask.isPresent()) {
            long offset = mask.at(b, h, query) + key * mask.columnStride();
            if (mask.rowStride() == 0) {
                perKey(tile, tt, keys, mask.segment(), offset, mask.columnStride());
            } else {
                perQuery(tile, tt, keys, queries, mask.segment(), offset, mask.rowStride(), mask.columnStride());
            }
        }
    }

    /** Hides the keys that a mask hides from every query alike. */
    private static void perKey(float[] tile, int tt, int keys, MemorySegment mask, long offset, long keyStride) {
        for (int j = 0; j < keys; j++) {
            if (mask.get(ValueLayout.JAVA_BYTE, offset + j * keyStride) == 0) {
                Arrays.fill(tile, tt + j * W, tt + (j + 1) * W, HIDDEN);
            }
        }
    }

    /** Hides what a mask with a row for each query hides. */
    private static void perQuery(float[] tile, int tt, int keys, int queries, MemorySegment mask, long offset,
            long queryStride,
            long keyStride) {
        for (int i = 0; i < queries; i++) {
            long row = offset + i * queryStride;
            for (int j = 0; j < keys; j++) {
                if (mask.get(ValueLayout.JAVA_BYTE, row + j * keyStride) == 0) {
                    tile[tt + j * W + i] = HIDDEN;
                }
            }
        }
    }

    /**
     * Whether some query may see any of these keys, as far as that is seen at a glance: by a mask that is alike for all
     * queries.
     */
    static boolean shows(AttentionCall call, int b, int h, int key, int keys) {
        Heads mask = call.mask;
        if (!mask.isPresent() || mask.rowStride() != 0) {
            return true;
        }
        long offset = mask.at(b, h, 0) + key * mask.columnStride();
        for (int j = 0; j < keys; j++) {
            if (mask.segment().get(ValueLayout.JAVA_BYTE, offset + j * mask.columnStride()) != 0) {
                return true;
            }
        }
        return false;
    }
}

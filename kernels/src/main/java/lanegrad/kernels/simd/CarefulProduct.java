package lanegrad.kernels.simd;

import static jdk.incubator.vector.VectorOperators.FMA;

import jdk.incubator.vector.FloatVector;

/**
 * The products of {@link TileProduct} for a right operand that holds an infinity or a NaN: a weight of zero, which is
 * what a masked key has, takes nothing from it, where 0 * inf would be NaN. With finite operands the sums are the same
 * bit for bit.
 */
final class CarefulProduct {

    private static final int W = Panels.WIDTH;

    private CarefulProduct() {
    }

    /** As {@link TileProduct#byRows}, adding. */
    static void byRows(float[] a, int at, int panel, int k, float[] b, int bt, float[] c, int ct) {
        for (int i = 0; i < k; i++) {
            int column = at + i / W * panel + i % W;
            for (int r = 0; r < Panels.ROWS; r++) {
                addRow(a[column + r * W], b, bt + i * W, c, ct + r * W);
            }
        }
    }

    /** As {@link TileProduct#byColumns}. */
    static void byColumns(float[] a, int at, int k, float[] b, int bt, float[] c, int ct) {
        for (int i = 0; i < k; i++) {
            for (int r = 0; r < Panels.ROWS; r++) {
                addRow(a[at + i * W + r], b, bt + i * W, c, ct + r * W);
            }
        }
    }

    private static void addRow(float weight, float[] b, int bt, float[] c, int ct) {
        if (weight == 0) {
            return;
        }
        FloatVector w = FloatVector.broadcast(Lanes.F, weight);
        for (int v = 0; v < W; v += Lanes.N) {
            FloatVector sum = FloatVector.fromArray(Lanes.F, c, ct + v);
            w.lanewise(FMA, FloatVector.fromArray(Lanes.F, b, bt + v), sum).intoArray(c, ct + v);
        }
    }
}

package lanegrad.kernels.simd;

import static jdk.incubator.vector.VectorOperators.FMA;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The products of {@link TileProduct}, 4 rows at a time, for processors with 16 vector registers: eight sums, two
 * vectors of b and one of a stay in them.
 */
final class NarrowProduct {

    private static final VectorSpecies<Float> F = Lanes.F;
    private static final int N = Lanes.N;
    private static final int W = Panels.WIDTH;

    private NarrowProduct() {
    }

    /** As {@link TileProduct#byRows}, for 4 rows. */
    static void byRows(float[] a, int at, int panel, int k, float[] b, int bt, boolean add, float[] c, int ct) {
        FloatVector c0a, c1a, c2a, c3a, c0b, c1b, c2b, c3b;
        if (add) {
            c0a = FloatVector.fromArray(F, c, ct);
            c0b = FloatVector.fromArray(F, c, ct + N);
            c1a = FloatVector.fromArray(F, c, ct + W);
            c1b = FloatVector.fromArray(F, c, ct + W + N);
            c2a = FloatVector.fromArray(F, c, ct + 2 * W);
            c2b = FloatVector.fromArray(F, c, ct + 2 * W + N);
            c3a = FloatVector.fromArray(F, c, ct + 3 * W);
            c3b = FloatVector.fromArray(F, c, ct + 3 * W + N);
        } else {
            c0a = c1a = c2a = c3a = c0b = c1b = c2b = c3b = FloatVector.zero(F);
        }
        for (int done = 0; done < k; done += W) {
            int n = Math.min(W, k - done);
            for (int i = 0; i < n; i++) {
                FloatVector ba = FloatVector.fromArray(F, b, bt + i * W);
                FloatVector bb = FloatVector.fromArray(F, b, bt + i * W + N);
                FloatVector a0 = FloatVector.broadcast(F, a[at + i]);
                c0a = a0.lanewise(FMA, ba, c0a);
                c0b = a0.lanewise(FMA, bb, c0b);
                FloatVector a1 = FloatVector.broadcast(F, a[at + W + i]);
                c1a = a1.lanewise(FMA, ba, c1a);
                c1b = a1.lanewise(FMA, bb, c1b);
                FloatVector a2 = FloatVector.broadcast(F, a[at + 2 * W + i]);
                c2a = a2.lanewise(FMA, ba, c2a);
                c2b = a2.lanewise(FMA, bb, c2b);
                FloatVector a3 = FloatVector.broadcast(F, a[at + 3 * W + i]);
                c3a = a3.lanewise(FMA, ba, c3a);
                c3b = a3.lanewise(FMA, bb, c3b);
            }
            at += panel;
            bt += W * W;
        }
        c0a.intoArray(c, ct);
        c0b.intoArray(c, ct + N);
        c1a.intoArray(c, ct + W);
        c1b.intoArray(c, ct + W + N);
        c2a.intoArray(c, ct + 2 * W);
        c2b.intoArray(c, ct + 2 * W + N);
        c3a.intoArray(c, ct + 3 * W);
        c3b.intoArray(c, ct + 3 * W + N);
    }

    /** As {@link TileProduct#byColumns}, for 4 columns. */
    static void byColumns(float[] a, int at, int k, float[] b, int bt, float[] c, int ct) {
        FloatVector c0a = FloatVector.fromArray(F, c, ct);
        FloatVector c0b = FloatVector.fromArray(F, c, ct + N);
        FloatVector c1a = FloatVector.fromArray(F, c, ct + W);
        FloatVector c1b = FloatVector.fromArray(F, c, ct + W + N);
        FloatVector c2a = FloatVector.fromArray(F, c, ct + 2 * W);
        FloatVector c2b = FloatVector.fromArray(F, c, ct + 2 * W + N);
        FloatVector c3a = FloatVector.fromArray(F, c, ct + 3 * W);
        FloatVector c3b = FloatVector.fromArray(F, c, ct + 3 * W + N);
        for (int i = 0; i < k; i++) {
            FloatVector ba = FloatVector.fromArray(F, b, bt + i * W);
            FloatVector bb = FloatVector.fromArray(F, b, bt + i * W + N);
            FloatVector a0 = FloatVector.broadcast(F, a[at + i * W]);
            c0a = a0.lanewise(FMA, ba, c0a);
            c0b = a0.lanewise(FMA, bb, c0b);
            FloatVector a1 = FloatVector.broadcast(F, a[at + i * W + 1]);
            c1a = a1.lanewise(FMA, ba, c1a);
            c1b = a1.lanewise(FMA, bb, c1b);
            FloatVector a2 = FloatVector.broadcast(F, a[at + i * W + 2]);
            c2a = a2.lanewise(FMA, ba, c2a);
            c2b = a2.lanewise(FMA, bb, c2b);
            FloatVector a3 = FloatVector.broadcast(F, a[at + i * W + 3]);
            c3a = a3.lanewise(FMA, ba, c3a);
            c3b = a3.lanewise(FMA, bb, c3b);
        }
        c0a.intoArray(c, ct);
        c0b.intoArray(c, ct + N);
        c1a.intoArray(c, ct + W);
        c1b.intoArray(c, ct + W + N);
        c2a.intoArray(c, ct + 2 * W);
        c2b.intoArray(c, ct + 2 * W + N);
        c3a.intoArray(c, ct + 3 * W);
        c3b.intoArray(c, ct + 3 * W + N);
    }
}

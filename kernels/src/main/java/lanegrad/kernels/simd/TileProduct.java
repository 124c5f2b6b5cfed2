package lanegrad.kernels.simd;

import static jdk.incubator.vector.VectorOperators.FMA;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The two products that attention consists of: 8 rows of a left operand with one panel of a right one, both packed as
 * {@link Panels} says, summed over k in order into 8 rows of a panel.
 *
 * <p>Sixteen sums, two vectors of b and one of a stay in registers. Every stride is a constant and all memory is a heap
 * array, so that range checks leave the loops and no compiler ever runs out of registers. Sums start from what c holds
 * rather than being added afterwards, so that a sum over many blocks does not depend on where the blocks end.
 */
final class TileProduct {

    private static final VectorSpecies<Float> F = Lanes.F;
    private static final int N = Lanes.N;
    private static final int W = Panels.WIDTH;

    /** Vectors of less than 512 bits on x86 mean AVX2 or less, with 16 registers. */
    private static final boolean NARROW = N < 16 && "amd64".equals(System.getProperty("os.arch"));

    private TileProduct() {
    }

    /**
     * {@code c[r][*] (+)= sum over i < k of a[r][i] b[i][*]}.
     *
     * @param at the first of 8 rows in a's first panel
     * @param panel how far apart a's panels are
     * @param add whether to add to what c holds
     */
    static void byRows(float[] a, int at, int panel, int k, float[] b, int bt, boolean add, float[] c, int ct) {
        if (NARROW) {
            NarrowProduct.byRows(a, at, panel, k, b, bt, add, c, ct);
            NarrowProduct.byRows(a, at + 4 * W, panel, k, b, bt, add, c, ct + 4 * W);
            return;
        }
        FloatVector c0a, c1a, c2a, c3a, c4a, c5a, c6a, c7a, c0b, c1b, c2b, c3b, c4b, c5b, c6b, c7b;
        if (add) {
            c0a = FloatVector.fromArray(F, c, ct);
            c0b = FloatVector.fromArray(F, c, ct + N);
            c1a = FloatVector.fromArray(F, c, ct + W);
            c1b = FloatVector.fromArray(F, c, ct + W + N);
            c2a = FloatVector.fromArray(F, c, ct + 2 * W);
            c2b = FloatVector.fromArray(F, c, ct + 2 * W + N);
            c3a = FloatVector.fromArray(F, c, ct + 3 * W);
            c3b = FloatVector.fromArray(F, c, ct + 3 * W + N);
            c4a = FloatVector.fromArray(F, c, ct + 4 * W);
            c4b = FloatVector.fromArray(F, c, ct + 4 * W + N);
            c5a = FloatVector.fromArray(F, c, ct + 5 * W);
            c5b = FloatVector.fromArray(F, c, ct + 5 * W + N);
            c6a = FloatVector.fromArray(F, c, ct + 6 * W);
            c6b = FloatVector.fromArray(F, c, ct + 6 * W + N);
            c7a = FloatVector.fromArray(F, c, ct + 7 * W);
            c7b = FloatVector.fromArray(F, c, ct + 7 * W + N);
        } else {
            c0a = c1a = c2a = c3a = c4a = c5a = c6a = c7a = FloatVector.zero(F);
            c0b = c1b = c2b = c3b = c4b = c5b = c6b = c7b = FloatVector.zero(F);
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
                FloatVector a4 = FloatVector.broadcast(F, a[at + 4 * W + i]);
                c4a = a4.lanewise(FMA, ba, c4a);
                c4b = a4.lanewise(FMA, bb, c4b);
                FloatVector a5 = FloatVector.broadcast(F, a[at + 5 * W + i]);
                c5a = a5.lanewise(FMA, ba, c5a);
                c5b = a5.lanewise(FMA, bb, c5b);
                FloatVector a6 = FloatVector.broadcast(F, a[at + 6 * W + i]);
                c6a = a6.lanewise(FMA, ba, c6a);
                c6b = a6.lanewise(FMA, bb, c6b);
                FloatVector a7 = FloatVector.broadcast(F, a[at + 7 * W + i]);
                c7a = a7.lanewise(FMA, ba, c7a);
                c7b = a7.lanewise(FMA, bb, c7b);
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
        c4a.intoArray(c, ct + 4 * W);
        c4b.intoArray(c, ct + 4 * W + N);
        c5a.intoArray(c, ct + 5 * W);
        c5b.intoArray(c, ct + 5 * W + N);
        c6a.intoArray(c, ct + 6 * W);
        c6b.intoArray(c, ct + 6 * W + N);
        c7a.intoArray(c, ct + 7 * W);
        c7b.intoArray(c, ct + 7 * W + N);
    }

    /**
     * {@code c[r][*] += sum over i < k of a[i][r] b[i][*]}.
     *
     * @param at the first of 8 columns in a panel of a
     */
    static void byColumns(float[] a, int at, int k, float[] b, int bt, float[] c, int ct) {
        if (NARROW) {
            NarrowProduct.byColumns(a, at, k, b, bt, c, ct);
            NarrowProduct.byColumns(a, at + 4, k, b, bt, c, ct + 4 * W);
            return;
        }
        FloatVector c0a = FloatVector.fromArray(F, c, ct);
        FloatVector c0b = FloatVector.fromArray(F, c, ct + N);
        FloatVector c1a = FloatVector.fromArray(F, c, ct + W);
        FloatVector c1b = FloatVector.fromArray(F, c, ct + W + N);
        FloatVector c2a = FloatVector.fromArray(F, c, ct + 2 * W);
        FloatVector c2b = FloatVector.fromArray(F, c, ct + 2 * W + N);
        FloatVector c3a = FloatVector.fromArray(F, c, ct + 3 * W);
        FloatVector c3b = FloatVector.fromArray(F, c, ct + 3 * W + N);
        FloatVector c4a = FloatVector.fromArray(F, c, ct + 4 * W);
        FloatVector c4b = FloatVector.fromArray(F, c, ct + 4 * W + N);
        FloatVector c5a = FloatVector.fromArray(F, c, ct + 5 * W);
        FloatVector c5b = FloatVector.fromArray(F, c, ct + 5 * W + N);
        FloatVector c6a = FloatVector.fromArray(F, c, ct + 6 * W);
        FloatVector c6b = FloatVector.fromArray(F, c, ct + 6 * W + N);
        FloatVector c7a = FloatVector.fromArray(F, c, ct + 7 * W);
        FloatVector c7b = FloatVector.fromArray(F, c, ct + 7 * W + N);
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
            FloatVector a4 = FloatVector.broadcast(F, a[at + i * W + 4]);
            c4a = a4.lanewise(FMA, ba, c4a);
            c4b = a4.lanewise(FMA, bb, c4b);
            FloatVector a5 = FloatVector.broadcast(F, a[at + i * W + 5]);
            c5a = a5.lanewise(FMA, ba, c5a);
            c5b = a5.lanewise(FMA, bb, c5b);
            FloatVector a6 = FloatVector.broadcast(F, a[at + i * W + 6]);
            c6a = a6.lanewise(FMA, ba, c6a);
            c6b = a6.lanewise(FMA, bb, c6b);
            FloatVector a7 = FloatVector.broadcast(F, a[at + i * W + 7]);
            c7a = a7.lanewise(FMA, ba, c7a);
            c7b = a7.lanewise(FMA, bb, c7b);
        }
        c0a.intoArray(c, ct);
        c0b.intoArray(c, ct + N);
        c1a.intoArray(c, ct + W);
        c1b.intoArray(c, ct + W + N);
        c2a.intoArray(c, ct + 2 * W);
        c2b.intoArray(c, ct + 2 * W + N);
        c3a.intoArray(c, ct + 3 * W);
        c3b.intoArray(c, ct + 3 * W + N);
        c4a.intoArray(c, ct + 4 * W);
        c4b.intoArray(c, ct + 4 * W + N);
        c5a.intoArray(c, ct + 5 * W);
        c5b.intoArray(c, ct + 5 * W + N);
        c6a.intoArray(c, ct + 6 * W);
        c6b.intoArray(c, ct + 6 * W + N);
        c7a.intoArray(c, ct + 7 * W);
        c7b.intoArray(c, ct + 7 * W + N);
    }
}

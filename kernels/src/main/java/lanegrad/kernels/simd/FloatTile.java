package lanegrad.kernels.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The micro-kernels: a tile of the product of one panel of rows and one or two panels of columns, summed over the whole
 * depth in registers and stored once.
 *
 * <p>A step loads a vector of b for each panel, spreads one element of a over a vector for each row, and does rows
 * times panels fused multiply-adds. To keep two multiply-add units of latency 4 busy takes at least 8 independent sums;
 * loads must be fewer than multiply-adds. 8 rows by 2 panels are 16 sums and 10 loads: best where there are 32
 * registers. 4 by 2 are 8 sums and 6 loads: what 16 registers (AVX2) hold without spilling, and what a few last rows
 * take. 8 by 1 is for a last, single panel.
 *
 * <p>All three see heap arrays only and store into a heap array: code that mixes so many vectors with off-heap accesses
 * grows so large that the C1 compiler may give up on it, after which the JVM can be stuck with boxed vectors.
 */
final class FloatTile {

    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = FloatPanels.LANES;

    /** Rows of a tile: 8 at 512 bits. Vectors of 256 bits mean AVX2, with its 16 registers. */
    static final int ROWS = LANES == 16 ? 8 : 4;

    /** Columns of a tile. */
    static final int COLUMNS = 2 * LANES;

    private FloatTile() {
    }

    /**
     * Multiplies.
     *
     * @param a a panel of {@link #ROWS} rows, which begins at {@code aStart}
     * @param b the first panel of columns; the second follows it
     * @param rows of the tile that are wanted, at most {@link #ROWS}
     * @param columns of the tile that are wanted, at most {@link #COLUMNS}
     * @param tile receives the product, {@link #COLUMNS} elements a row; what is not wanted is undefined
     */
    static void multiply(float[] a, int aStart, int rows, float[] b, int bStart, int columns, int steps, float[] tile) {
        if (rows <= 4) {
            multiply4x2(a, aStart, b, bStart, columns > LANES ? bStart + steps * LANES : bStart, steps, tile);
        } else if (columns > LANES) {
            multiply8x2(a, aStart, b, bStart, bStart + steps * LANES, steps, tile);
        } else {
            multiply8x1(a, aStart, b, bStart, steps, tile);
        }
    }

    private static void multiply8x2(float[] a, int aStart, float[] b, int bFirst, int bSecond, int steps,
            float[] tile) {
        FloatVector c0x = FloatVector.zero(SPECIES);
        FloatVector c0y = FloatVector.zero(SPECIES);
        FloatVector c1x = FloatVector.zero(SPECIES);
        FloatVector c1y = FloatVector.zero(SPECIES);
        FloatVector c2x = FloatVector.zero(SPECIES);
        FloatVector c2y = FloatVector.zero(SPECIES);
        FloatVector c3x = FloatVector.zero(SPECIES);
        FloatVector c3y = FloatVector.zero(SPECIES);
        FloatVector c4x = FloatVector.zero(SPECIES);
        FloatVector c4y = FloatVector.zero(SPECIES);
        FloatVector c5x = FloatVector.zero(SPECIES);
        FloatVector c5y = FloatVector.zero(SPECIES);
        FloatVector c6x = FloatVector.zero(SPECIES);
        FloatVector c6y = FloatVector.zero(SPECIES);
        FloatVector c7x = FloatVector.zero(SPECIES);
        FloatVector c7y = FloatVector.zero(SPECIES);
        for (int step = 0; step < steps; step++) {
            int at = aStart + step * ROWS;
            FloatVector x = FloatVector.fromArray(SPECIES, b, bFirst + step * LANES);
            FloatVector y = FloatVector.fromArray(SPECIES, b, bSecond + step * LANES);
            FloatVector a0 = FloatVector.broadcast(SPECIES, a[at]);
            c0x = a0.fma(x, c0x);
            c0y = a0.fma(y, c0y);
            FloatVector a1 = FloatVector.broadcast(SPECIES, a[at + 1]);
            c1x = a1.fma(x, c1x);
            c1y = a1.fma(y, c1y);
            FloatVector a2 = FloatVector.broadcast(SPECIES, a[at + 2]);
            c2x = a2.fma(x, c2x);
            c2y = a2.fma(y, c2y);
            FloatVector a3 = FloatVector.broadcast(SPECIES, a[at + 3]);
            c3x = a3.fma(x, c3x);
            c3y = a3.fma(y, c3y);
            FloatVector a4 = FloatVector.broadcast(SPECIES, a[at + 4]);
            c4x = a4.fma(x, c4x);
            c4y = a4.fma(y, c4y);
            FloatVector a5 = FloatVector.broadcast(SPECIES, a[at + 5]);
            c5x = a5.fma(x, c5x);
            c5y = a5.fma(y, c5y);
            FloatVector a6 = FloatVector.broadcast(SPECIES, a[at + 6]);
            c6x = a6.fma(x, c6x);
            c6y = a6.fma(y, c6y);
            FloatVector a7 = FloatVector.broadcast(SPECIES, a[at + 7]);
            c7x = a7.fma(x, c7x);
            c7y = a7.fma(y, c7y);
        }
        c0x.intoArray(tile, 0);
        c0y.intoArray(tile, LANES);
        c1x.intoArray(tile, 2 * LANES);
        c1y.intoArray(tile, 3 * LANES);
        c2x.intoArray(tile, 4 * LANES);
        c2y.intoArray(tile, 5 * LANES);
        c3x.intoArray(tile, 6 * LANES);
        c3y.intoArray(tile, 7 * LANES);
        c4x.intoArray(tile, 8 * LANES);
        c4y.intoArray(tile, 9 * LANES);
        c5x.intoArray(tile, 10 * LANES);
        c5y.intoArray(tile, 11 * LANES);
        c6x.intoArray(tile, 12 * LANES);
        c6y.intoArray(tile, 13 * LANES);
        c7x.intoArray(tile, 14 * LANES);
        c7y.intoArray(tile, 15 * LANES);
    }

    private static void multiply4x2(float[] a, int aStart, float[] b, int bFirst, int bSecond, int steps,
            float[] tile) {
        FloatVector c0x = FloatVector.zero(SPECIES);
        FloatVector c0y = FloatVector.zero(SPECIES);
        FloatVector c1x = FloatVector.zero(SPECIES);
        FloatVector c1y = FloatVector.zero(SPECIES);
        FloatVector c2x = FloatVector.zero(SPECIES);
        FloatVector c2y = FloatVector.zero(SPECIES);
        FloatVector c3x = FloatVector.zero(SPECIES);
        FloatVector c3y = FloatVector.zero(SPECIES);
        for (int step = 0; step < steps; step++) {
            int at = aStart + step * ROWS;
            FloatVector x = FloatVector.fromArray(SPECIES, b, bFirst + step * LANES);
            FloatVector y = FloatVector.fromArray(SPECIES, b, bSecond + step * LANES);
            FloatVector a0 = FloatVector.broadcast(SPECIES, a[at]);
            c0x = a0.fma(x, c0x);
            c0y = a0.fma(y, c0y);
            FloatVector a1 = FloatVector.broadcast(SPECIES, a[at + 1]);
            c1x = a1.fma(x, c1x);
            c1y = a1.fma(y, c1y);
            FloatVector a2 = FloatVector.broadcast(SPECIES, a[at + 2]);
            c2x = a2.fma(x, c2x);
            c2y = a2.fma(y, c2y);
            FloatVector a3 = FloatVector.broadcast(SPECIES, a[at + 3]);
            c3x = a3.fma(x, c3x);
            c3y = a3.fma(y, c3y);
        }
        c0x.intoArray(tile, 0);
        c0y.intoArray(tile, LANES);
        c1x.intoArray(tile, 2 * LANES);
        c1y.intoArray(tile, 3 * LANES);
        c2x.intoArray(tile, 4 * LANES);
        c2y.intoArray(tile, 5 * LANES);
        c3x.intoArray(tile, 6 * LANES);
        c3y.intoArray(tile, 7 * LANES);
    }

    private static void multiply8x1(float[] a, int aStart, float[] b, int bStart, int steps, float[] tile) {
        FloatVector c0 = FloatVector.zero(SPECIES);
        FloatVector c1 = FloatVector.zero(SPECIES);
        FloatVector c2 = FloatVector.zero(SPECIES);
        FloatVector c3 = FloatVector.zero(SPECIES);
        FloatVector c4 = FloatVector.zero(SPECIES);
        FloatVector c5 = FloatVector.zero(SPECIES);
        FloatVector c6 = FloatVector.zero(SPECIES);
        FloatVector c7 = FloatVector.zero(SPECIES);
        for (int step = 0; step < steps; step++) {
            int at = aStart + step * ROWS;
            FloatVector x = FloatVector.fromArray(SPECIES, b, bStart + step * LANES);
            FloatVector a0 = FloatVector.broadcast(SPECIES, a[at]);
            c0 = a0.fma(x, c0);
            FloatVector a1 = FloatVector.broadcast(SPECIES, a[at + 1]);
            c1 = a1.fma(x, c1);
            FloatVector a2 = FloatVector.broadcast(SPECIES, a[at + 2]);
            c2 = a2.fma(x, c2);
            FloatVector a3 = FloatVector.broadcast(SPECIES, a[at + 3]);
            c3 = a3.fma(x, c3);
            FloatVector a4 = FloatVector.broadcast(SPECIES, a[at + 4]);
            c4 = a4.fma(x, c4);
            FloatVector a5 = FloatVector.broadcast(SPECIES, a[at + 5]);
            c5 = a5.fma(x, c5);
            FloatVector a6 = FloatVector.broadcast(SPECIES, a[at + 6]);
            c6 = a6.fma(x, c6);
            FloatVector a7 = FloatVector.broadcast(SPECIES, a[at + 7]);
            c7 = a7.fma(x, c7);
        }
        c0.intoArray(tile, 0);
        c1.intoArray(tile, 2 * LANES);
        c2.intoArray(tile, 4 * LANES);
        c3.intoArray(tile, 6 * LANES);
        c4.intoArray(tile, 8 * LANES);
        c5.intoArray(tile, 10 * LANES);
        c6.intoArray(tile, 12 * LANES);
        c7.intoArray(tile, 14 * LANES);
    }
}

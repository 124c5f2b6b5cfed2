package lanegrad.kernels.simd;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import lanegrad.kernels.base.Native;

/**
 * The micro-kernels: a tile of the product of one panel of rows and one or two panels of columns, summed over the whole
 * depth in registers and stored once.
 *
 * <p>A step loads a vector of b for each panel, spreads one element of a over a vector for each row, and does rows
 * times panels fused multiply-adds. To keep two multiply-add units of latency 4 busy takes at least 8 independent sums;
 * loads must be fewer than multiply-adds. 12 rows by 2 panels are 24 sums and 14 loads: best where there are 32
 * registers. 4 by 2 are 8 sums and 6 loads: what 16 registers (AVX2) hold without spilling. 8 by 2 and 4 by 2 are for
 * the last few rows, 12 by 1 for a last, single panel.
 *
 * <p>Panels of columns are native memory, where vectors lie on cache lines: in a Java array nearly every load of 64
 * bytes would touch two lines, which costs a tenth of the speed. The rest is a matter of what the compilers can take.
 * Elements of a come from an array and the tile is one: code that mixes many vectors with as many off-heap accesses
 * grows so large that the C1 compiler may give up on it, after which the JVM can be stuck with boxed vectors. And the
 * place in b is carried along rather than computed from the step, or else the first and the last step would be compiled
 * apart, with range checks, and cost as much as ten others.
 */
final class FloatTile {

    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();
    private static final int LANES = FloatPanels.LANES;
    private static final long BYTES = LANES * (long) Float.BYTES;

    /** Rows of a tile: 12 at 512 bits. Vectors of 256 bits mean AVX2, with its 16 registers. */
    static final int ROWS = LANES == 16 ? 12 : 4;

    /** Columns of a tile. */
    static final int COLUMNS = 2 * LANES;

    private FloatTile() {
    }

    /**
     * Multiplies.
     *
     * @param a a panel of {@link #ROWS} rows, which begins at {@code aStart}
     * @param b native memory; the first panel of columns begins at its element {@code bStart}, the second follows it
     * @param rows of the tile that are wanted, at most {@link #ROWS}
     * @param columns of the tile that are wanted, at most {@link #COLUMNS}
     * @param tile receives the product, {@link #COLUMNS} elements a row; what is not wanted is undefined
     */
    static void multiply(float[] a, int aStart, int rows, MemorySegment b, int bStart, int columns, int steps,
            float[] tile) {
        long first = bStart * (long) Float.BYTES;
        long apart = columns > LANES ? steps * BYTES : 0;
        if (rows <= 4) {
            multiply4x2(a, aStart, b, first, apart, steps, tile);
        } else if (columns <= LANES) {
            multiply12x1(a, aStart, b, first, steps, tile);
        } else if (rows <= 8) {
            multiply8x2(a, aStart, b, first, apart, steps, tile);
        } else {
            multiply12x2(a, aStart, b, first, apart, steps, tile);
        }
    }

    private static void multiply12x2(float[] a, int aStart, MemorySegment columns, long first, long apart, int steps,
            float[] tile) {
        MemorySegment b = Native.of(columns);
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
        FloatVector c8x = FloatVector.zero(SPECIES);
        FloatVector c8y = FloatVector.zero(SPECIES);
        FloatVector c9x = FloatVector.zero(SPECIES);
        FloatVector c9y = FloatVector.zero(SPECIES);
        FloatVector c10x = FloatVector.zero(SPECIES);
        FloatVector c10y = FloatVector.zero(SPECIES);
        FloatVector c11x = FloatVector.zero(SPECIES);
        FloatVector c11y = FloatVector.zero(SPECIES);
        long from = first;
        int end = aStart + steps * ROWS;
        for (int at = aStart; at < end; at += ROWS) {
            FloatVector x = FloatVector.fromMemorySegment(SPECIES, b, from, ORDER);
            FloatVector y = FloatVector.fromMemorySegment(SPECIES, b, from + apart, ORDER);
            from += BYTES;
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
            FloatVector a8 = FloatVector.broadcast(SPECIES, a[at + 8]);
            c8x = a8.fma(x, c8x);
            c8y = a8.fma(y, c8y);
            FloatVector a9 = FloatVector.broadcast(SPECIES, a[at + 9]);
            c9x = a9.fma(x, c9x);
            c9y = a9.fma(y, c9y);
            FloatVector a10 = FloatVector.broadcast(SPECIES, a[at + 10]);
            c10x = a10.fma(x, c10x);
            c10y = a10.fma(y, c10y);
            FloatVector a11 = FloatVector.broadcast(SPECIES, a[at + 11]);
            c11x = a11.fma(x, c11x);
            c11y = a11.fma(y, c11y);
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
        c8x.intoArray(tile, 16 * LANES);
        c8y.intoArray(tile, 17 * LANES);
        c9x.intoArray(tile, 18 * LANES);
        c9y.intoArray(tile, 19 * LANES);
        c10x.intoArray(tile, 20 * LANES);
        c10y.intoArray(tile, 21 * LANES);
        c11x.intoArray(tile, 22 * LANES);
        c11y.intoArray(tile, 23 * LANES);
    }

    private static void multiply8x2(float[] a, int aStart, MemorySegment columns, long first, long apart, int steps,
            float[] tile) {
        MemorySegment b = Native.of(columns);
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
        long from = first;
        int end = aStart + steps * ROWS;
        for (int at = aStart; at < end; at += ROWS) {
            FloatVector x = FloatVector.fromMemorySegment(SPECIES, b, from, ORDER);
            FloatVector y = FloatVector.fromMemorySegment(SPECIES, b, from + apart, ORDER);
            from += BYTES;
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

    private static void multiply4x2(float[] a, int aStart, MemorySegment columns, long first, long apart, int steps,
            float[] tile) {
        MemorySegment b = Native.of(columns);
        FloatVector c0x = FloatVector.zero(SPECIES);
        FloatVector c0y = FloatVector.zero(SPECIES);
        FloatVector c1x = FloatVector.zero(SPECIES);
        FloatVector c1y = FloatVector.zero(SPECIES);
        FloatVector c2x = FloatVector.zero(SPECIES);
        FloatVector c2y = FloatVector.zero(SPECIES);
        FloatVector c3x = FloatVector.zero(SPECIES);
        FloatVector c3y = FloatVector.zero(SPECIES);
        long from = first;
        int end = aStart + steps * ROWS;
        for (int at = aStart; at < end; at += ROWS) {
            FloatVector x = FloatVector.fromMemorySegment(SPECIES, b, from, ORDER);
            FloatVector y = FloatVector.fromMemorySegment(SPECIES, b, from + apart, ORDER);
            from += BYTES;
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

    private static void multiply12x1(float[] a, int aStart, MemorySegment columns, long first, int steps,
            float[] tile) {
        MemorySegment b = Native.of(columns);
        FloatVector c0 = FloatVector.zero(SPECIES);
        FloatVector c1 = FloatVector.zero(SPECIES);
        FloatVector c2 = FloatVector.zero(SPECIES);
        FloatVector c3 = FloatVector.zero(SPECIES);
        FloatVector c4 = FloatVector.zero(SPECIES);
        FloatVector c5 = FloatVector.zero(SPECIES);
        FloatVector c6 = FloatVector.zero(SPECIES);
        FloatVector c7 = FloatVector.zero(SPECIES);
        FloatVector c8 = FloatVector.zero(SPECIES);
        FloatVector c9 = FloatVector.zero(SPECIES);
        FloatVector c10 = FloatVector.zero(SPECIES);
        FloatVector c11 = FloatVector.zero(SPECIES);
        long from = first;
        int end = aStart + steps * ROWS;
        for (int at = aStart; at < end; at += ROWS) {
            FloatVector x = FloatVector.fromMemorySegment(SPECIES, b, from, ORDER);
            from += BYTES;
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
            FloatVector a8 = FloatVector.broadcast(SPECIES, a[at + 8]);
            c8 = a8.fma(x, c8);
            FloatVector a9 = FloatVector.broadcast(SPECIES, a[at + 9]);
            c9 = a9.fma(x, c9);
            FloatVector a10 = FloatVector.broadcast(SPECIES, a[at + 10]);
            c10 = a10.fma(x, c10);
            FloatVector a11 = FloatVector.broadcast(SPECIES, a[at + 11]);
            c11 = a11.fma(x, c11);
        }
        c0.intoArray(tile, 0);
        c1.intoArray(tile, 2 * LANES);
        c2.intoArray(tile, 4 * LANES);
        c3.intoArray(tile, 6 * LANES);
        c4.intoArray(tile, 8 * LANES);
        c5.intoArray(tile, 10 * LANES);
        c6.intoArray(tile, 12 * LANES);
        c7.intoArray(tile, 14 * LANES);
        c8.intoArray(tile, 16 * LANES);
        c9.intoArray(tile, 18 * LANES);
        c10.intoArray(tile, 20 * LANES);
        c11.intoArray(tile, 22 * LANES);
    }
}

package lanegrad.kernels.base;

import java.lang.foreign.MemorySegment;
import lanegrad.parallel.Scratch;

/**
 * The inner loops of convolution for one type: copying a part of the input into a strip on the heap, and packing from
 * there what the matrix product's inner loops multiply. Positions in memory and strides are counted in elements.
 *
 * <p>Loops may write up to a vector's lanes beyond what they were asked for; whoever calls them goes from low places to
 * high ones, and leaves {@link #SLACK} at the end.
 *
 * @param <R> what panels of rows, and the tile, are kept in
 * @param <C> what panels of columns are kept in
 * @param <S> what strips are kept in, a Java array
 */
public abstract class ConvLeaf<R, C, S> {

    /** Elements that strips and panels have beyond what is needed. */
    protected static final int SLACK = 64;

    final GemmLeaf<R, C> gemm;
    final int bytes;

    /**
     * For subclasses.
     *
     * @param gemm the inner loops of products
     * @param bytes of an element
     */
    protected ConvLeaf(GemmLeaf<R, C> gemm, int bytes) {
        this.gemm = gemm;
        this.bytes = bytes;
    }

    /** Room for a strip, with undefined contents. */
    protected abstract S strip(Scratch scratch, int slot, int length);

    /** Zeros from one place of a strip to another. */
    protected abstract void zero(S strip, int from, int to);

    /** One value from one place of a strip to another. */
    protected abstract void fill(S strip, int from, int to, S values, int value);

    /** Adds to sums, for each step, a weight times a row of the strip, at {@code base + offsets[first + s]}. */
    protected abstract void addUp(S strip, int base, int[] offsets, int first, int steps, S weights, int weight, S sums,
            int at, int count);

    /**
     * Adds to a sum for each tap, of {@link #sumLanes} lanes, the products of a line and a row of the strip, which is
     * at {@code base + offsets[tap]}.
     */
    protected abstract void dots(S strip, int base, int[] offsets, int taps, S line, int count, S sums, int at);

    /** The lanes of a sum of products. */
    protected abstract int sumLanes();

    /** Adds up the lanes of sums, so that they lie side by side. */
    protected abstract void fold(S sums, int count);

    /** Copies a part of a strip to where it belongs. */
    protected abstract void store(S strip, int from, int count, MemorySegment target, long at, long stride);

    /** Copies a row into a strip. */
    protected abstract void row(MemorySegment source, long at, long stride, int count, S strip, int to);

    /** Copies rows of channels into a strip in which the channels of an element are neighbours. */
    protected abstract void turn(MemorySegment source, long at, long channelStride, long stride, int channels,
            int count, S strip, int to, Scratch scratch);

    /**
     * Packs columns of a right operand that lie in runs: the element of step s and lane l is
     * {@code strip[bases[r] + l - r * run + offsets[first + s]]}, where r is l / run.
     *
     * @param steps of depth
     * @param lanes how many columns
     * @param ones whether another step follows, all of ones
     */
    protected abstract void pack(S strip, int[] offsets, int first, int steps, int[] bases, int run, int lanes,
            C panels, boolean ones);

    /**
     * Packs columns of a right operand that all lie at one distance from each other, as all steps do.
     *
     * @param tile scratch
     */
    protected abstract void packPlain(MemorySegment source, long at, long laneStride, long stepStride, int lanes,
            int steps, C panels, R tile, boolean ones);

    /** How planes of four-byte cells are turned, or null. */
    protected abstract PlaneTurn turn();

    /** Adds parts, one after another, to the first. */
    protected abstract void sum(MemorySegment parts, long at, long stride, int count, long length);
}

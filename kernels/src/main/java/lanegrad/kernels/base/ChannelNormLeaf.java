package lanegrad.kernels.base;

import java.lang.foreign.MemorySegment;
import lanegrad.parallel.Scratch;

/**
 * The inner loops of norms over channels for one type. Loops over a run take numbers that all its elements have in
 * common, and put results into the first two doubles of the scratch's slot 0. Loops over a row take one of each for
 * each element, from slots of the scratch, and add to two sums for each.
 */
public abstract class ChannelNormLeaf {

    /** Slots of the scratch, in arrays of the leaf's own type: what is taken from each element of a row. */
    protected static final int MEAN = 2;
    /** What each element is multiplied by. */
    protected static final int FACTOR = 3;
    /** What is added to each element, or taken from its gradient. */
    protected static final int OFFSET = 4;
    /** What is taken from a gradient for each unit that an element is above the mean. */
    protected static final int SLOPE = 5;
    /** The first sum of each element. */
    protected static final int FIRST = 6;
    /** The second sum. */
    protected static final int SECOND = 7;

    /** For subclasses. */
    protected ChannelNormLeaf() {
    }

    /** The mean of a run, and the sum of the squared differences from it. */
    protected abstract void moments(MemorySegment x, long at, int n, Scratch scratch);

    /** {@code out = (x - mean) factor + offset}. */
    protected abstract void normalise(MemorySegment x, long at, int n, double mean, double factor, double offset,
            MemorySegment out, long outAt);

    /** The sums of g and of {@code g (x - mean)} over a run. */
    protected abstract void gradientSums(MemorySegment x, long at, int n, double mean, MemorySegment g, long gAt,
            Scratch scratch);

    /** {@code dx = g factor - offset - (x - mean) slope}. */
    protected abstract void gradient(MemorySegment x, long at, int n, double mean, double factor, double offset,
            double slope, MemorySegment g, long gAt, MemorySegment dx, long dxAt);

    /** Sets the sums of a row of n elements to 0. */
    protected abstract void clear(Scratch scratch, int n);

    /** Gives each channel's value to its elements, in a slot. */
    protected abstract void spread(Scratch scratch, int slot, double[] values, int channels, int plane);

    /** Adds up both sums of the elements of each channel, side by side. */
    protected abstract void fold(Scratch scratch, int channels, int plane, double[] into);

    /** Adds a row to the first sums. */
    protected abstract void add(MemorySegment x, long at, int n, Scratch scratch);

    /** Adds {@code x - mean} and its square to the sums. */
    protected abstract void addMoments(MemorySegment x, long at, int n, Scratch scratch);

    /** Adds g and {@code g (x - mean)} to the sums. */
    protected abstract void addGradients(MemorySegment x, long at, int n, MemorySegment g, long gAt, Scratch scratch);

    /** {@code out = (x - mean) factor + offset}. */
    protected abstract void normalise(MemorySegment x, long at, int n, MemorySegment out, long outAt, Scratch scratch);

    /** {@code dx = g factor - offset - (x - mean) slope}. */
    protected abstract void gradient(MemorySegment x, long at, int n, MemorySegment g, long gAt, MemorySegment dx,
            long dxAt, Scratch scratch);
}

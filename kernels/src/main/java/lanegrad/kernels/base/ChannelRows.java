package lanegrad.kernels.base;

import java.util.Arrays;
import lanegrad.parallel.Scratch;

/**
 * Goes through a strip of channels, sample after sample: planes are too small to go by one. What the elements of a
 * channel have in common is spread over arrays as wide as the strip, and what is summed for each of these is folded.
 */
final class ChannelRows implements ChannelWalk {

    static final ChannelRows INSTANCE = new ChannelRows();

    /** Elements that are read twice from the caches while their sums run down the columns. */
    static final long BLOCK = 1 << 17;

    /** The most elements that a single sum runs over before it is folded. */
    static final long DEEP = 1 << 9;

    /** Slots of the scratch: the numbers of channels, and those that leaves spread and fold. */
    private static final int VALUES = 0;
    private static final int SUMS = 1;

    private ChannelRows() {
    }

    private static int width(ChannelNormCall call, long index) {
        return (int) (call.channels(index) * call.plane);
    }

    private static long block(int width) {
        return Math.clamp(BLOCK / Math.max(1, width), 1, DEEP);
    }

    /** Merged block by block (Chan et al., 1983). */
    @Override
    public void moments(ChannelNormCall call, long index, Scratch scratch) {
        int channels = call.channels(index);
        int width = width(call, index);
        long xAt = call.origin(call.x, index);
        long rows = block(width);
        double[] means = scratch.doubles(VALUES, channels);
        double[] folded = scratch.doubles(SUMS, 2 * channels);
        int at = call.sumsAt(index, 0);
        long from = call.start(index);
        Arrays.fill(call.sums, at, at + 2 * channels, 0);
        for (long first = from; first < call.end(index); first += rows) {
            long end = Math.min(call.end(index), first + rows);
            double n = (end - first) * call.plane;
            call.leaf.clear(scratch, width);
            for (long row = first; row < end; row++) {
                call.leaf.add(call.x.segment(), call.x.at(xAt, row, 0), width, scratch);
            }
            call.leaf.fold(scratch, channels, (int) call.plane, folded);
            for (int i = 0; i < channels; i++) {
                means[i] = call.x.rounded(folded[2 * i] / n);
            }
            spread(call, index, ChannelNormLeaf.MEAN, scratch);
            call.leaf.clear(scratch, width);
            for (long row = first; row < end; row++) {
                call.leaf.addMoments(call.x.segment(), call.x.at(xAt, row, 0), width, scratch);
            }
            call.leaf.fold(scratch, channels, (int) call.plane, folded);
            double count = (first - from) * call.plane;
            double share = n / (count + n);
            for (int i = 0; i < channels; i++) {
                // The mean was rounded: what is summed about it is mended.
                double shift = folded[2 * i] / n;
                double difference = means[i] + shift - call.sums[at + 2 * i];
                call.sums[at + 2 * i] += difference * share;
                call.sums[at + 2 * i + 1] += Math.max(0, folded[2 * i + 1] - folded[2 * i] * shift)
                        + difference * difference * share * count;
            }
        }
    }

    @Override
    public void gradientSums(ChannelNormCall call, long index, Scratch scratch) {
        int channels = call.channels(index);
        int width = width(call, index);
        long xAt = call.origin(call.x, index);
        long gAt = call.origin(call.g, index);
        long rows = block(width);
        double[] folded = scratch.doubles(SUMS, 2 * channels);
        int at = call.sumsAt(index, 0);
        Arrays.fill(call.sums, at, at + 2 * channels, 0);
        spreadMeans(call, index, scratch);
        for (long first = call.start(index); first < call.end(index); first += rows) {
            long end = Math.min(call.end(index), first + rows);
            call.leaf.clear(scratch, width);
            for (long row = first; row < end; row++) {
                call.leaf.addGradients(call.x.segment(), call.x.at(xAt, row, 0), width, call.g.segment(),
                        call.g.at(gAt, row, 0), scratch);
            }
            call.leaf.fold(scratch, channels, (int) call.plane, folded);
            for (int i = 0; i < 2 * channels; i++) {
                call.sums[at + i] += folded[i];
            }
        }
    }

    @Override
    public void normalise(ChannelNormCall call, long index, Scratch scratch) {
        double[] values = scratch.doubles(VALUES, call.channels(index));
        spreadMeans(call, index, scratch);
        call.offsets(index, values);
        spread(call, index, ChannelNormLeaf.OFFSET, scratch);
        normalise(call, index, call.x, scratch);
    }

    @Override
    public void scale(ChannelNormCall call, long index, Scratch scratch) {
        int channels = call.channels(index);
        Arrays.fill(scratch.doubles(VALUES, channels), 0, channels, 0);
        spread(call, index, ChannelNormLeaf.MEAN, scratch);
        spread(call, index, ChannelNormLeaf.OFFSET, scratch);
        normalise(call, index, call.g, scratch);
    }

    private static void normalise(ChannelNormCall call, long index, ChannelOperand x, Scratch scratch) {
        int width = width(call, index);
        long xAt = call.origin(x, index);
        long outAt = call.origin(call.out, index);
        spreadFactors(call, index, scratch);
        for (long row = call.start(index); row < call.end(index); row++) {
            call.leaf.normalise(x.segment(), x.at(xAt, row, 0), width, call.out.segment(),
                    call.out.at(outAt, row, 0), scratch);
        }
    }

    @Override
    public void gradient(ChannelNormCall call, long index, Scratch scratch) {
        int width = width(call, index);
        double[] values = scratch.doubles(VALUES, call.channels(index));
        spreadMeans(call, index, scratch);
        spreadFactors(call, index, scratch);
        call.gradientOffsets(index, values);
        spread(call, index, ChannelNormLeaf.OFFSET, scratch);
        call.gradientSlopes(index, values);
        spread(call, index, ChannelNormLeaf.SLOPE, scratch);
        long xAt = call.origin(call.x, index);
        long gAt = call.origin(call.g, index);
        long outAt = call.origin(call.out, index);
        for (long row = call.start(index); row < call.end(index); row++) {
            call.leaf.gradient(call.x.segment(), call.x.at(xAt, row, 0), width, call.g.segment(),
                    call.g.at(gAt, row, 0), call.out.segment(), call.out.at(outAt, row, 0), scratch);
        }
    }

    private static void spreadMeans(ChannelNormCall call, long index, Scratch scratch) {
        call.means(index, scratch.doubles(VALUES, call.channels(index)));
        spread(call, index, ChannelNormLeaf.MEAN, scratch);
    }

    private static void spreadFactors(ChannelNormCall call, long index, Scratch scratch) {
        call.factors(index, scratch.doubles(VALUES, call.channels(index)));
        spread(call, index, ChannelNormLeaf.FACTOR, scratch);
    }

    /** Gives what the values of channels are to their elements. */
    private static void spread(ChannelNormCall call, long index, int slot, Scratch scratch) {
        int channels = call.channels(index);
        call.leaf.spread(scratch, slot, scratch.doubles(VALUES, channels), channels, (int) call.plane);
    }
}

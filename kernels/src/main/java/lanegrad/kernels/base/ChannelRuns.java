package lanegrad.kernels.base;

import lanegrad.parallel.Scratch;

/** Goes through one channel, plane after plane, element by element: planes are large enough to go by one. */
final class ChannelRuns implements ChannelWalk {

    static final ChannelRuns INSTANCE = new ChannelRuns();

    /** Elements that a single sum runs over, as few as the first cache holds while they are read twice. */
    static final int BLOCK = 1 << 12;

    private ChannelRuns() {
    }

    /** How many elements of a plane from a column on make a block, if so many are left. */
    private static int block(ChannelNormCall call, long column, long left) {
        return (int) Math.min(BLOCK, Math.min(call.plane - column, left));
    }

    /** Merged block by block (Chan et al., 1983). */
    @Override
    public void moments(ChannelNormCall call, long index, Scratch scratch) {
        double average = 0;
        double squares = 0;
        long count = 0;
        double[] block = scratch.doubles(0, 2);
        long xAt = call.origin(call.x, index);
        long to = call.end(index);
        int n;
        for (long i = call.start(index); i < to; i += n) {
            long row = i / call.plane;
            long column = i - row * call.plane;
            n = block(call, column, to - i);
            call.leaf.moments(call.x.segment(), call.x.at(xAt, row, column), n, scratch);
            double share = (double) n / (count + n);
            double difference = block[0] - average;
            average += difference * share;
            squares += block[1] + difference * difference * share * count;
            count += n;
        }
        call.sums[call.sumsAt(index, 0)] = average;
        call.sums[call.sumsAt(index, 0) + 1] = squares;
    }

    @Override
    public void gradientSums(ChannelNormCall call, long index, Scratch scratch) {
        double sum = 0;
        double product = 0;
        double[] block = scratch.doubles(0, 2);
        call.means(index, block);
        double mean = block[0];
        long xAt = call.origin(call.x, index);
        long gAt = call.origin(call.g, index);
        long to = call.end(index);
        int n;
        for (long i = call.start(index); i < to; i += n) {
            long row = i / call.plane;
            long column = i - row * call.plane;
            n = block(call, column, to - i);
            call.leaf.gradientSums(call.x.segment(), call.x.at(xAt, row, column), n, mean, call.g.segment(),
                    call.g.at(gAt, row, column), scratch);
            sum += block[0];
            product += block[1];
        }
        call.sums[call.sumsAt(index, 0)] = sum;
        call.sums[call.sumsAt(index, 0) + 1] = product;
    }

    @Override
    public void normalise(ChannelNormCall call, long index, Scratch scratch) {
        double[] value = scratch.doubles(0, 2);
        call.means(index, value);
        double mean = value[0];
        call.offsets(index, value);
        normalise(call, index, call.x, mean, value[0], scratch);
    }

    @Override
    public void scale(ChannelNormCall call, long index, Scratch scratch) {
        normalise(call, index, call.g, 0, 0, scratch);
    }

    private static void normalise(ChannelNormCall call, long index, ChannelOperand x, double mean, double offset,
            Scratch scratch) {
        double[] value = scratch.doubles(0, 2);
        call.factors(index, value);
        double factor = value[0];
        long xAt = call.origin(x, index);
        long outAt = call.origin(call.out, index);
        long to = call.end(index);
        int n;
        for (long i = call.start(index); i < to; i += n) {
            long row = i / call.plane;
            long column = i - row * call.plane;
            n = block(call, column, to - i);
            call.leaf.normalise(x.segment(), x.at(xAt, row, column), n, mean, factor, offset, call.out.segment(),
                    call.out.at(outAt, row, column));
        }
    }

    @Override
    public void gradient(ChannelNormCall call, long index, Scratch scratch) {
        double[] value = scratch.doubles(0, 2);
        call.means(index, value);
        double mean = value[0];
        call.factors(index, value);
        double factor = value[0];
        call.gradientOffsets(index, value);
        double offset = value[0];
        call.gradientSlopes(index, value);
        double slope = value[0];
        long xAt = call.origin(call.x, index);
        long gAt = call.origin(call.g, index);
        long outAt = call.origin(call.out, index);
        long to = call.end(index);
        int n;
        for (long i = call.start(index); i < to; i += n) {
            long row = i / call.plane;
            long column = i - row * call.plane;
            n = block(call, column, to - i);
            call.leaf.gradient(call.x.segment(), call.x.at(xAt, row, column), n, mean, factor, offset, slope,
                    call.g.segment(), call.g.at(gAt, row, column), call.out.segment(),
                    call.out.at(outAt, row, column));
        }
    }
}

package lanegrad.kernels.base;

import java.util.Arrays;
import lanegrad.array.NdArray;
import lanegrad.memory.Scope;
import lanegrad.parallel.Scratch;
import lanegrad.parallel.Task;
import lanegrad.parallel.Workers;

/**
 * One call of a norm over channels, forward or backward.
 *
 * <p>Work goes by lines: a channel, or a strip of some that follow each other where planes are too small to go by one;
 * of all samples in batch norm, of one sample in group norm. The lines whose statistics are finished together are a
 * unit: one in batch norm, those of a group of channels in group norm. A long line is cut into parts.
 *
 * <p>Each direction has two passes: sums, of which statistics are made, then results. A unit that the caches hold goes
 * through both at once, so that memory is read but once; of larger ones, first all parts go through the first. All cuts
 * depend on the shape alone, and sums of parts are merged in their order. Used again and again.
 */
final class ChannelNormCall extends Task {

    /** Elements that are worth a piece of their own. */
    static final long PIECE = NormCall.PIECE;

    /** The most elements of a unit that goes through both passes at once. */
    static final long WHOLE = 1 << 17;

    /** The most elements of a part of a channel. */
    static final long PART = 1 << 15;

    /** Elements of a plane from which on a line is a channel; below, a strip of channels. */
    static final long PLANE = 1 << 9;

    /** Elements of a strip that are enough. */
    static final long STRIP = 1 << 16;

    /** The least elements of a strip in one sample, if there are so many, and the most. */
    static final long NARROW = 1 << 8;
    static final long WIDE = 1 << 11;

    /** Whose statistics elements are normalised by. */
    enum Statistics {
        /** Those of their channel. */
        BATCH,
        /** Those of their channel, which are given, and no function of the elements. */
        GIVEN,
        /** Those of their group of channels in their sample. */
        GROUP
    }

    private enum Stage {
        WHOLE_UNITS, SUMS, RESULTS
    }

    final ChannelOperand x = new ChannelOperand();
    final ChannelOperand g = new ChannelOperand();
    final ChannelOperand out = new ChannelOperand();
    final ChannelOperand gamma = new ChannelOperand();
    final ChannelOperand beta = new ChannelOperand();
    final ChannelOperand mean = new ChannelOperand();
    final ChannelOperand variance = new ChannelOperand();
    final ChannelOperand dgamma = new ChannelOperand();
    final ChannelOperand dbeta = new ChannelOperand();

    private final ChannelOperand[] planes = {x, g, out};
    private final ChannelOperand[] numbers = {gamma, beta, mean, variance, dgamma, dbeta};

    ChannelNormLeaf leaf;
    /** Elements of a channel in one sample. */
    long plane;
    /** Two numbers for each channel of each part: mean and squares, or the two sums of gradients. */
    double[] sums;

    private ChannelWalk walk;
    private Statistics statistics;
    private boolean backward;
    private double eps;
    private Scope scope;

    private long channels;
    /** Channels that lie in one line; the last line of a unit, or of all, may have fewer. */
    private long strip;
    /** Groups of channels of a sample; 1 in batch norm, where it is all of them. */
    private long groups;
    private long channelsAGroup;
    private long linesAGroup;
    private long lines;
    private long linesAUnit;
    private long units;
    private long partsALine;
    /** What a line and a part have of what the walk steps through, elements or rows; and elements a step. */
    private long line;
    private long part;
    private long step;

    private Stage stage;
    private long each;
    private long size;

    /** Two numbers a channel, or a unit in group norm: what its gradients are corrected by. */
    private double[] corrections;
    /** Two numbers a channel. */
    private double[] totals;

    /** Points at the operands, which are known to go together. What does not lie as it has to gets a stand-in. */
    void bind(String kernel, Statistics whose, double added, boolean gradients) {
        statistics = whose;
        eps = added;
        backward = gradients;
        NdArray input = x.given();
        long samples = input.dim(0);
        channels = input.dim(1);
        plane = 1;
        for (int axis = 2; axis < input.rank(); axis++) {
            plane *= input.dim(axis);
        }
        boolean rows = plane < PLANE;
        walk = rows ? ChannelRows.INSTANCE : ChannelRuns.INSTANCE;
        groups = isGrouped() ? mean.given().dim(1) : 1;
        channelsAGroup = channels / groups;
        strip = rows ? strip(samples) : 1;
        linesAGroup = Math.max(1, Math.ceilDiv(channelsAGroup, strip));
        lines = (isGrouped() ? samples * groups : 1) * linesAGroup;
        linesAUnit = isGrouped() ? linesAGroup : 1;
        units = lines / linesAUnit;
        step = rows ? plane : 1;
        line = (isGrouped() ? 1 : samples) * (rows ? 1 : plane);
        boolean whole = elementsOfUnit() <= WHOLE;
        partsALine = whole ? 1 : Math.ceilDiv(line, rows ? ChannelRows.DEEP : PART);
        part = Math.ceilDiv(line, partsALine);
        stage = whole ? Stage.WHOLE_UNITS : Stage.SUMS;
        point(kernel, rows);
    }

    /** As many channels as have enough elements, but neither too narrow nor too wide in a sample. */
    private long strip(long samples) {
        long held = Math.max(1, plane);
        long most = Math.max(1, WIDE / held);
        long enough = isGrouped() ? most
                : Math.clamp(STRIP / (held * Math.max(1, samples)), Math.ceilDiv(NARROW, held), most);
        return Math.max(1, Math.min(enough, channelsAGroup));
    }

    private long elementsOfUnit() {
        return linesAUnit * line * strip * step;
    }

    private void point(String kernel, boolean rows) {
        boolean fitting = true;
        for (ChannelOperand operand : planes) {
            fitting &= operand.hasPlanes(rows);
        }
        for (ChannelOperand operand : numbers) {
            fitting &= Local.isHere(operand.given());
        }
        scope = fitting ? null : Scope.open(kernel);
        for (ChannelOperand operand : planes) {
            operand.bindPlanes(rows);
        }
        for (ChannelOperand operand : numbers) {
            operand.bindNumbers();
        }
    }

    /** Runs it, and brings results to where they belong. */
    void execute(ChannelNormLeaf of) {
        leaf = of;
        Scratch shared = Scratch.take();
        try {
            sums = shared.doubles(0, Math.toIntExact(2 * lines * partsALine * strip));
            corrections = shared.doubles(1, Math.toIntExact(2 * (isGrouped() ? units : channels)));
            totals = shared.doubles(2, Math.toIntExact(2 * channels));
            if (stage == Stage.WHOLE_UNITS) {
                cut(units, elementsOfUnit());
            } else {
                executeParts();
            }
            if (dgamma.isPresent() || dbeta.isPresent()) {
                mergeParameters();
            }
        } finally {
            sums = null;
            corrections = null;
            totals = null;
            shared.give();
        }
        for (ChannelOperand operand : planes) {
            operand.store();
        }
        for (ChannelOperand operand : numbers) {
            operand.store();
        }
    }

    private void executeParts() {
        long elements = part * strip * step;
        if (needsSums()) {
            cut(lines * partsALine, elements);
            for (long unit = 0; unit < units; unit++) {
                finishSums(unit);
            }
        }
        stage = Stage.RESULTS;
        cut(lines * partsALine, elements);
    }

    /** Cuts so many, each of so many elements, into pieces. */
    private void cut(long count, long elements) {
        size = count;
        each = Math.max(Math.max(1, PIECE / Math.max(1, elements)), Math.ceilDiv(count, Integer.MAX_VALUE));
        Workers.run(this, (int) Math.ceilDiv(count, each));
    }

    @Override
    protected void run(int piece) {
        long from = piece * each;
        long to = Math.min(size, from + each);
        Scratch scratch = Scratch.take();
        try {
            switch (stage) {
                case WHOLE_UNITS -> {
                    for (long unit = from; unit < to; unit++) {
                        wholeUnit(unit, scratch);
                    }
                }
                case SUMS -> sums(from, to, scratch);
                case RESULTS -> results(from, to, scratch);
            }
        } finally {
            scratch.give();
        }
    }

    private void wholeUnit(long unit, Scratch scratch) {
        long from = unit * linesAUnit;
        long to = from + linesAUnit;
        if (needsSums()) {
            sums(from, to, scratch);
            finishSums(unit);
        }
        results(from, to, scratch);
    }

    private boolean needsSums() {
        return statistics != Statistics.GIVEN || dgamma.isPresent() || dbeta.isPresent();
    }

    private void sums(long from, long to, Scratch scratch) {
        for (long i = from; i < to; i++) {
            if (backward) {
                walk.gradientSums(this, i, scratch);
            } else {
                walk.moments(this, i, scratch);
            }
        }
    }

    private void results(long from, long to, Scratch scratch) {
        for (long i = from; i < to && out.isPresent(); i++) {
            if (!backward) {
                walk.normalise(this, i, scratch);
            } else if (statistics == Statistics.GIVEN) {
                walk.scale(this, i, scratch);
            } else {
                walk.gradient(this, i, scratch);
            }
        }
    }

    private boolean isGrouped() {
        return statistics == Statistics.GROUP;
    }

    /** Where a part begins in its line. */
    long start(long index) {
        return index % partsALine * part;
    }

    /** Where a part ends in its line. */
    long end(long index) {
        return Math.min(line, start(index) + part);
    }

    /** Elements that each channel has in a part. */
    private long count(long index) {
        return (end(index) - start(index)) * step;
    }

    /** The first channel of a part. */
    long firstChannel(long index) {
        long of = index / partsALine;
        return group(index) * channelsAGroup + of % linesAGroup * strip;
    }

    /** Channels of a part. */
    int channels(long index) {
        return (int) Math.min(strip, channelsAGroup - index / partsALine % linesAGroup * strip);
    }

    /** Where the two numbers of a channel of a part are in {@link #sums}. */
    int sumsAt(long index, int channel) {
        return (int) (2 * (index * strip + channel));
    }

    /** The first sample of a part. */
    private long firstSample(long index) {
        return isGrouped() ? index / partsALine / linesAGroup / groups : 0;
    }

    /** The byte at which the line of a part begins. */
    long origin(ChannelOperand operand, long index) {
        return operand.at(firstSample(index), firstChannel(index));
    }

    /** The group of its sample that a part belongs to. */
    private long group(long index) {
        return index / partsALine / linesAGroup % groups;
    }

    private double rstd(long sample, long of) {
        double added = variance.get(sample, of) + eps;
        return added == 0 ? 0 : 1 / Math.sqrt(added);
    }

    private double gamma(long channel) {
        return gamma.isPresent() ? gamma.get(0, channel) : 1;
    }

    /** What is taken from each channel of a part. */
    void means(long index, double[] into) {
        long first = firstChannel(index);
        int count = channels(index);
        if (isGrouped()) {
            Arrays.fill(into, 0, count, mean.get(firstSample(index), group(index)));
            return;
        }
        for (int i = 0; i < count; i++) {
            into[i] = mean.get(0, first + i);
        }
    }

    /** What each channel of a part is multiplied by, rounded to the type. */
    void factors(long index, double[] into) {
        long first = firstChannel(index);
        int count = channels(index);
        double common = isGrouped() ? rstd(firstSample(index), group(index)) : 0;
        for (int i = 0; i < count; i++) {
            into[i] = x.rounded(gamma(first + i) * (isGrouped() ? common : rstd(0, first + i)));
        }
    }

    /** What is added to each channel of a part. */
    void offsets(long index, double[] into) {
        long first = firstChannel(index);
        int count = channels(index);
        for (int i = 0; i < count; i++) {
            into[i] = beta.isPresent() ? beta.get(0, first + i) : 0;
        }
    }

    /** What is taken from gradients times the factors, in place of these: just that, where gradients are equal. */
    void gradientOffsets(long index, double[] factors) {
        int count = channels(index);
        if (isGrouped()) {
            double rstd = rstd(firstSample(index), group(index));
            Arrays.fill(factors, 0, count, corrections[unitAt(index)] * rstd);
            return;
        }
        int at = (int) (2 * firstChannel(index));
        for (int i = 0; i < count; i++) {
            factors[i] *= x.rounded(corrections[at + 2 * i]);
        }
    }

    /** What is taken from gradients for each unit that an element is above the mean. */
    void gradientSlopes(long index, double[] into) {
        long first = firstChannel(index);
        int count = channels(index);
        if (isGrouped()) {
            double rstd = rstd(firstSample(index), group(index));
            Arrays.fill(into, 0, count, corrections[unitAt(index) + 1] * rstd);
            return;
        }
        for (int i = 0; i < count; i++) {
            into[i] = gamma(first + i) * corrections[(int) (2 * (first + i) + 1)] * rstd(0, first + i);
        }
    }

    private int unitAt(long index) {
        return (int) (2 * (index / partsALine / linesAUnit));
    }

    /** From the sums of its parts, in order, what elements of a unit have in common. */
    private void finishSums(long unit) {
        if (statistics == Statistics.GIVEN) {
            return;
        }
        long from = unit * linesAUnit * partsALine;
        long to = from + linesAUnit * partsALine;
        long first = isGrouped() ? group(from) : firstChannel(from);
        for (int i = 0; i < (isGrouped() ? 1 : channels(from)); i++) {
            if (backward) {
                finishCorrections(from, to, i, first + i);
            } else {
                finishMoments(from, to, i, first + i);
            }
        }
    }

    /** Of one channel of some parts; in group norm, of all. */
    private void finishMoments(long from, long to, int channel, long statistic) {
        double average = 0;
        double squares = 0;
        long count = 0;
        for (long i = from; i < to; i++) {
            long n = count(i);
            int end = sumsAt(i, isGrouped() ? channels(i) : channel + 1);
            for (int at = sumsAt(i, channel); at < end && n > 0; at += 2) {
                double share = (double) n / (count + n);
                double difference = sums[at] - average;
                average += difference * share;
                squares += sums[at + 1] + difference * difference * share * count;
                count += n;
            }
        }
        mean.set(firstSample(from), statistic, average);
        variance.set(firstSample(from), statistic, count == 0 ? 0 : squares / count);
    }

    /** Of one channel of some parts, without its weight; in group norm, of all, each with its own. */
    private void finishCorrections(long from, long to, int channel, long statistic) {
        double sum = 0;
        double product = 0;
        double count = 0;
        for (long i = from; i < to; i++) {
            int end = isGrouped() ? channels(i) : channel + 1;
            long first = firstChannel(i);
            int at = sumsAt(i, 0);
            for (int c = channel; c < end; c++) {
                double weight = isGrouped() ? gamma(first + c) : 1;
                sum += weight * sums[at + 2 * c];
                product += weight * sums[at + 2 * c + 1];
            }
            count += count(i) * (end - channel);
        }
        double rstd = rstd(firstSample(from), statistic);
        int at = isGrouped() ? unitAt(from) : (int) (2 * statistic);
        corrections[at] = sum / count;
        corrections[at + 1] = product / count * rstd * rstd;
    }

    /** The gradients of gamma and beta: sums over all parts, in order. */
    private void mergeParameters() {
        Arrays.fill(totals, 0, (int) (2 * channels), 0);
        for (long i = 0; i < lines * partsALine; i++) {
            double common = isGrouped() ? rstd(firstSample(i), group(i)) : 1;
            int to = (int) (2 * firstChannel(i));
            int at = sumsAt(i, 0);
            for (int c = 0; c < 2 * channels(i); c += 2) {
                totals[to + c] += sums[at + c];
                totals[to + c + 1] += sums[at + c + 1] * common;
            }
        }
        for (int channel = 0; channel < channels; channel++) {
            if (dbeta.isPresent()) {
                dbeta.set(0, channel, totals[2 * channel]);
            }
            if (dgamma.isPresent()) {
                dgamma.set(0, channel, totals[2 * channel + 1] * (isGrouped() ? 1 : rstd(0, channel)));
            }
        }
    }

    /** Lets go of all operands and their stand-ins. */
    void clear() {
        for (ChannelOperand operand : planes) {
            operand.clear();
        }
        for (ChannelOperand operand : numbers) {
            operand.clear();
        }
        leaf = null;
        if (scope != null) {
            scope.close();
            scope = null;
        }
    }
}

package lanegrad.kernels.base;

import lanegrad.kernels.ConvOptions;
import lanegrad.memory.Storage;
import lanegrad.parallel.Task;
import lanegrad.parallel.Workers;

/**
 * The gradient of a convolution's weight: a product of matrices, the output's gradient times the patches, whose depth
 * is all pixels of all images.
 *
 * <p>Here a strip holds the channels of an element side by side, so that for one row of the kernel its columns and
 * channels are neighbours: they are the lanes of a panel, and a pixel is a step. Pixels are divided into parts; a piece
 * adds up its part's blocks in order, and in the end the parts are added in order.
 */
final class ConvWeightPass<R, C, S> extends Task {

    /** Packed elements of a block of patches: 512 KB of F32. */
    private static final int PATCHES = 1 << 17;

    /** Lanes of a range of channels, unless one channel takes more. */
    static final int LANES = 640;

    /** Outputs of a piece, in whole panels. */
    static final int OUTPUTS = 96;

    /** Elements of a strip, unless one channel takes more. */
    private static final int STRIP = 1 << 22;

    /** With so many pieces there is no need for more parts. */
    private static final int PIECES = 16;

    /** The most elements that all parts take together. */
    private static final long PARTS_LENGTH = 1 << 24;

    private enum Kind {
        PART, MERGE
    }

    private final ConvLeaf<R, C, S> leaf;
    private final CellLoop cells;

    private Kind kind;
    private ConvOperand g;
    private ConvOperand source;
    private ConvOperand target;
    private int stepRows;
    private int stepColumns;
    private int padRows;
    private int padColumns;
    private int apartRows;
    private int apartColumns;
    /** Of a group. */
    private int channels;
    private int outputs;

    private int taps;
    private int channelsEach;
    private int ranges;
    private int outputBlocks;
    private int imagesEach;
    private int rowsEach;
    private int columnsEach;
    private int rowBlocks;
    private int columnBlocks;
    private int blocks;
    private int parts;
    private long partLength;
    private Storage sums;

    ConvWeightPass(ConvLeaf<R, C, S> leaf) {
        this.leaf = leaf;
        cells = CopyTask.cellsOf(leaf.bytes);
    }

    void run(ConvOperand gradient, ConvOperand x, ConvOptions options, ConvOperand weight) {
        g = gradient;
        source = x;
        target = weight;
        stepRows = options.strideHeight();
        stepColumns = options.strideWidth();
        padRows = options.paddingHeight();
        padColumns = options.paddingWidth();
        apartRows = options.dilationHeight();
        apartColumns = options.dilationWidth();
        channels = weight.channels;
        outputs = weight.outers / options.groups();
        taps = weight.rows * weight.columns;
        if (channels == 0 || outputs == 0 || taps == 0) {
            return;
        }
        cut(options.groups());
        sums = Storage.allocate(parts * partLength * leaf.bytes);
        try {
            kind = Kind.PART;
            int pieces = Math.toIntExact((long) parts * options.groups() * ranges * outputBlocks);
            start(pieces);
            kind = Kind.MERGE;
            start(pieces / parts);
        } finally {
            sums.release();
            sums = null;
            g = null;
            source = null;
            target = null;
        }
    }

    private void start(int pieces) {
        if ((double) g.outers * g.rows * g.columns * target.outers * channels * taps >= ConvPass.SMALL) {
            Workers.run(this, pieces);
            return;
        }
        for (int piece = 0; piece < pieces; piece++) {
            run(piece);
        }
    }

    /** Chooses blocks and parts by shape alone. */
    private void cut(int groups) {
        channelsEach = ConvPass.equal(channels, Math.max(1, LANES / taps));
        int most = Math.clamp(PATCHES / (channelsEach * taps), 1, leaf.gemm.mostDepth);
        imagesEach = 1;
        rowsEach = 1;
        columnsEach = g.columns;
        if (g.columns > most) {
            columnsEach = ConvPass.equal(g.columns, most);
        } else if ((long) g.rows * g.columns <= most / 2) {
            rowsEach = g.rows;
            imagesEach = Math.clamp(most / (g.rows * g.columns), 1, Math.max(1, g.outers));
        } else {
            rowsEach = ConvPass.equal(g.rows, most / g.columns);
        }
        while (rowsEach > 1 && (long) stripRows(rowsEach) * stripColumns(columnsEach) > STRIP) {
            rowsEach = Math.ceilDiv(rowsEach, 2);
            imagesEach = 1;
        }
        imagesEach = Math.clamp(STRIP / (stripRows(rowsEach) * stripColumns(columnsEach)), 1, imagesEach);
        rowBlocks = Math.ceilDiv(g.rows, rowsEach);
        columnBlocks = Math.ceilDiv(g.columns, columnsEach);
        blocks = Math.toIntExact((long) Math.ceilDiv(g.outers, imagesEach) * rowBlocks * columnBlocks);
        int elements = Math.multiplyExact(imagesEach * stripRows(rowsEach), stripColumns(columnsEach));
        channelsEach = Math.max(1, Math.min(channelsEach, STRIP / elements));
        ranges = Math.ceilDiv(channels, channelsEach);
        outputBlocks = Math.ceilDiv(outputs, OUTPUTS);
        partLength = (long) target.outers * channels * taps;
        long pieces = (long) groups * ranges * outputBlocks;
        parts = Math.clamp(Math.min(Math.ceilDiv(PIECES, pieces), PARTS_LENGTH / partLength), 1,
                Math.max(1, blocks));
    }

    private int stripRows(int rows) {
        return (rows - 1) * stepRows + (target.rows - 1) * apartRows + 1;
    }

    private int stripColumns(int columns) {
        return (columns - 1) * stepColumns + (target.columns - 1) * apartColumns + 1;
    }

    @Override
    protected void run(int piece) {
        int rest = piece / outputBlocks;
        int output = piece % outputBlocks * OUTPUTS;
        int channel = rest % ranges * channelsEach;
        rest /= ranges;
        int groups = target.outers / outputs;
        int group = rest % groups;
        int outputCount = Math.min(OUTPUTS, outputs - output);
        int channelCount = Math.min(channelsEach, channels - channel);
        long at = (long) group * outputs * channels * taps + (long) outputs * taps * channel
                + (long) output * taps * channelCount;
        if (kind == Kind.PART) {
            addUp(rest / groups, group, output, outputCount, channel, channelCount, at);
        } else {
            merge((long) group * outputs + output, outputCount, channel, channelCount, at);
        }
    }

    private void addUp(int part, int group, int output, int outputCount, int channel, int channelCount, long at) {
        int from = (int) ((long) blocks * part / parts);
        int end = (int) ((long) blocks * (part + 1) / parts);
        ConvWork work = ConvWork.take();
        try {
            for (int block = from; block < end || block == from; block++) {
                int column = block % columnBlocks * columnsEach;
                int row = block / columnBlocks % rowBlocks * rowsEach;
                int image = block / columnBlocks / rowBlocks * imagesEach;
                multiply(work, group, image, Math.min(imagesEach, g.outers - image), row,
                        Math.min(rowsEach, g.rows - row), column, Math.min(columnsEach, g.columns - column), output,
                        outputCount, channel, channelCount, part * partLength + at, block > from);
            }
        } finally {
            work.give();
        }
    }

    private void multiply(ConvWork work, int group, int image, int imageCount, int row, int rowCount, int column,
            int width, int output, int outputCount, int channel, int channelCount, long at, boolean add) {
        GemmLeaf<R, C> gemm = leaf.gemm;
        int pixels = imageCount * rowCount * width;
        int lanes = taps * channelCount;
        int height = stripRows(rowCount);
        int line = stripColumns(width) * channelCount;
        S strip = leaf.strip(work.scratch, 0, imageCount * height * line + ConvLeaf.SLACK);
        C panels = gemm.columns(work.scratch, 1, gemm.columnRoom(lanes, pixels) + ConvLeaf.SLACK);
        R tile = gemm.room(work.scratch, 2, gemm.tileRoom());
        R gradients = gemm.room(work.scratch, 3, gemm.rowRoom(outputCount, pixels));
        fill(work, strip, group * channels + channel, channelCount, image, imageCount, row, height, column, width);
        leaf.pack(strip, offsets(work, imageCount, rowCount, width, height, line, channelCount), 0, pixels,
                bases(work, line, channelCount), apartColumns == 1 ? target.columns * channelCount : channelCount,
                lanes, panels, false);
        packGradient(gradients, tile, group * outputs + output, outputCount, image, imageCount, row, rowCount, column,
                width);
        for (int done = 0; done < outputCount; done += ConvPass.OUTPUTS) {
            gemm.multiply(gradients, gemm.rowRoom(done, pixels), Math.min(ConvPass.OUTPUTS, outputCount - done), panels,
                    0, lanes, pixels, tile, sums.segment(), at + (long) done * lanes, lanes, 1, add);
        }
    }

    /** Where pixels are in the strip. */
    private int[] offsets(ConvWork work, int images, int rows, int width, int height, int line, int channelCount) {
        int[] offsets = work.offsets(images * rows * width);
        int at = 0;
        for (int image = 0; image < images; image++) {
            for (int row = 0; row < rows; row++) {
                int start = (image * height + row * stepRows) * line;
                for (int column = 0; column < width; column++) {
                    offsets[at++] = start + column * stepColumns * channelCount;
                }
            }
        }
        return offsets;
    }

    /** Where the runs of lanes are, seen from a pixel: rows of the kernel, or its elements if they lie apart. */
    private int[] bases(ConvWork work, int line, int channelCount) {
        int[] bases = work.bases(taps);
        int at = 0;
        for (int row = 0; row < target.rows; row++) {
            for (int column = 0; column < (apartColumns == 1 ? 1 : target.columns); column++) {
                bases[at++] = row * apartRows * line + column * apartColumns * channelCount;
            }
        }
        return bases;
    }

    private void fill(ConvWork work, S strip, int channel, int count, int image, int images, int row, int height,
            int column, int width) {
        int top = row * stepRows - padRows;
        int left = column * stepColumns - padColumns;
        int across = stripColumns(width);
        int from = Math.clamp(-left, 0, across);
        int end = Math.clamp(source.columns - left, from, across);
        int to = 0;
        for (int i = image; i < image + images; i++) {
            long plane = source.at + i * source.outer + channel * source.channel;
            for (int y = top; y < top + height; y++, to += across * count) {
                if (y < 0 || y >= source.rows || from == end) {
                    leaf.zero(strip, to, to + across * count);
                    continue;
                }
                leaf.zero(strip, to, to + from * count);
                leaf.turn(source.segment, plane + y * source.row + (left + from) * source.column, source.channel,
                        source.column, count, end - from, strip, to + from * count, work.scratch);
                leaf.zero(strip, to + end * count, to + across * count);
            }
        }
    }

    /** Packs the output's gradient, of a block of pixels, as rows. */
    private void packGradient(R gradients, R tile, int output, int count, int image, int images, int row, int rows,
            int column, int width) {
        long at = g.at + image * g.outer + output * g.channel + row * g.row + column * g.column;
        int pixels = images * rows * width;
        if (images == 1 && (rows == 1 || width == g.columns && g.row == g.columns * g.column)) {
            leaf.gemm.packRows(g.segment, at, g.channel, g.column, count, pixels, gradients, 0, tile);
            return;
        }
        Storage block = Storage.allocate((long) count * pixels * leaf.bytes);
        try {
            for (int i = 0; i < images; i++) {
                for (int r = 0; r < rows; r++) {
                    cells.plane(g.segment, at + i * g.outer + r * g.row, g.channel, g.column, block.segment(),
                            (long) (i * rows + r) * width, pixels, 1, count, width);
                }
            }
            leaf.gemm.packRows(block.segment(), 0, pixels, 1, count, pixels, gradients, 0, tile);
        } finally {
            block.release();
        }
    }

    /** Adds up the parts of some outputs and channels, and writes the sums where they belong. */
    private void merge(long output, int count, int channel, int channelCount, long at) {
        int lanes = taps * channelCount;
        leaf.sum(sums.segment(), at, partLength, parts, (long) count * lanes);
        for (int tap = 0; tap < taps; tap++) {
            cells.plane(sums.segment(), at + (long) tap * channelCount, lanes, 1, target.segment,
                    target.at + output * target.outer + channel * target.channel
                            + tap / target.columns * target.row + tap % target.columns * target.column,
                    target.outer, target.channel, count, channelCount);
        }
    }
}

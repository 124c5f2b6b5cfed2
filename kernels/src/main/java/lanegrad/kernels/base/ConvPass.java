package lanegrad.kernels.base;

import java.lang.foreign.MemorySegment;
import lanegrad.memory.Storage;
import lanegrad.parallel.Scratch;
import lanegrad.parallel.Task;
import lanegrad.parallel.Workers;

/**
 * One pass over a lattice of pixels, each of which is a sum over channels and taps of the source. The forward pass is
 * one; the gradient of the input is one for each remainder of row and column by the stride.
 *
 * <p>It is a product of matrices, weights times patches, of which no more than a block of patches ever exists:
 * what a block sees is copied into a {@link ConvStrip}, from which panels are packed by copying vectors.
 * Weights are packed once. A bias is one more step of depth, times one.
 *
 * <p>A piece is a block of pixels, and a range of outputs where there are few blocks.
 */
final class ConvPass<R, C, S> extends Task {

    /** Packed elements of a block of patches: 512 KB of F32, a part of an L2 cache. */
    static final int PATCHES = 1 << 17;

    /** The least and the most pixels of a block. */
    static final int LEAST_PIXELS = 64;
    static final int MOST_PIXELS = 1024;

    /** Pixels of the widest tile of a product. */
    private static final int TILE = 32;

    /** Elements of a strip, unless one channel takes more. */
    private static final int STRIP = 1 << 22;

    /** Outputs that are multiplied at once, in whole panels: packed to a depth of 512 they take 192 KB. */
    static final int OUTPUTS = 96;

    /**
     * Up to so many outputs of a group are added up straight from the strip: packing would cost more than it saves. So
     * are those of depthwise convolutions.
     */
    static final int FEW = 4;

    /** With fewer blocks than this, outputs are divided too. */
    private static final int PIECES = 16;

    /** Multiply-adds below which all is done by the caller. */
    static final long SMALL = 1 << 20;

    private final ConvLeaf<R, C, S> leaf;
    private final CellLoop cells;

    private ConvOperand source;
    private ConvOperand target;
    private int images;
    private int groups;
    /** Of a group. */
    private int channels;
    private int outputs;
    private int rows;
    private int columns;

    /** Where pixels go. */
    private long targetAt;
    private long targetRow;
    private long targetColumn;

    private final ConvStrip<S> strips;
    private int taps;
    private int[] weightRows = {};
    private int[] weightColumns = {};

    /** The cut. */
    private int channelsEach;
    private int stepsEach;
    private int all;
    private int depths;
    private int imagesEach;
    private int rowsEach;
    private int columnsEach;
    private int rowBlocks;
    private int columnBlocks;
    private int blocks;
    private int outputsEach;
    private int outputBlocks;
    private boolean ones;

    private boolean packing;
    private ConvOperand weight;
    private ConvOperand bias;
    private long perGroup;
    private long perOutput;
    private long perChannel;
    private boolean few;
    /** Weights of few outputs: a line an output, and its bias. */
    private S lines;
    private R weights;
    private int weightRoom;

    ConvPass(ConvLeaf<R, C, S> leaf) {
        this.leaf = leaf;
        strips = new ConvStrip<>(leaf);
        cells = CopyTask.cellsOf(leaf.bytes);
    }

    /** Starts to describe a pass. Channels and outputs are those of a group. */
    void set(ConvOperand from, ConvOperand to, int groupCount, int channelCount, int outputCount) {
        source = from;
        target = to;
        images = from.outers;
        groups = groupCount;
        channels = channelCount;
        outputs = outputCount;
    }

    /** The lattice, and where its pixels go: to the target's elements from one of them on. */
    void lattice(int rowCount, int columnCount, long at, long rowStride, long columnStride) {
        rows = rowCount;
        columns = columnCount;
        targetAt = at;
        targetRow = rowStride;
        targetColumn = columnStride;
    }

    /** From pixel to pixel in the source, and how many taps there are at most. */
    void steps(int rowStep, int columnStep, int mostTaps) {
        strips.set(source, rowStep, columnStep, mostTaps);
        if (weightRows.length < mostTaps) {
            weightRows = new int[mostTaps];
            weightColumns = new int[mostTaps];
        }
    }

    /** Another tap: where it looks from a pixel, and its weight's place in the kernel. */
    void tap(int row, int column, int weightRow, int weightColumn) {
        weightRows[strips.taps()] = weightRow;
        weightColumns[strips.taps()] = weightColumn;
        strips.tap(row, column);
    }

    /**
     * Runs the pass.
     *
     * @param ofGroup from the weights of one group to those of the next, in elements
     * @param ofOutput from those of one output to those of the next
     * @param ofChannel from those of one channel to those of the next
     * @param added a bias, one element an output, all groups; or null
     */
    void go(ConvOperand by, long ofGroup, long ofOutput, long ofChannel, ConvOperand added) {
        if (images == 0 || outputs == 0 || rows == 0 || columns == 0) {
            return;
        }
        weight = by;
        perGroup = ofGroup;
        perOutput = ofOutput;
        perChannel = ofChannel;
        bias = added;
        ones = added != null;
        taps = strips.taps();
        strips.span();
        cut();
        Scratch shared = Scratch.take();
        try {
            if (outputs <= FEW) {
                lineWeights(shared);
                few = true;
                start(Math.multiplyExact(groups, blocks), (double) images * groups * outputs * rows * columns * all);
                return;
            }
            few = false;
            weightRoom = leaf.gemm.rowRoom(outputs, stepsEach + 1);
            weights = leaf.gemm.room(shared, 0,
                    Math.toIntExact(Math.multiplyExact((long) groups * depths, (long) weightRoom)));
            packing = true;
            start(groups * depths, 16.0 * groups * outputs * all);
            packing = false;
            start(Math.toIntExact((long) groups * blocks * outputBlocks),
                    (double) images * groups * outputs * rows * columns * all);
        } finally {
            weights = null;
            lines = null;
            weight = null;
            bias = null;
            source = null;
            target = null;
            strips.clear();
            shared.give();
        }
    }

    private void start(int pieces, double work) {
        if (work >= SMALL) {
            Workers.run(this, pieces);
            return;
        }
        for (int piece = 0; piece < pieces; piece++) {
            run(piece);
        }
    }

    /** Chooses blocks by shape alone. */
    private void cut() {
        int deepest = leaf.gemm.mostDepth;
        all = Math.multiplyExact(channels, taps);
        channelsEach = equal(channels, Math.max(1, deepest / Math.max(1, taps)));
        int most = Math.clamp(PATCHES / Math.max(1, Math.min(deepest, channelsEach * taps)), LEAST_PIXELS,
                MOST_PIXELS);
        imagesEach = 1;
        rowsEach = 1;
        columnsEach = columns;
        if (columns > most) {
            columnsEach = Math.min(columns, Math.ceilDiv(equal(columns, most), TILE) * TILE);
        } else if ((long) rows * columns <= most / 2) {
            rowsEach = rows;
            imagesEach = Math.min(images, most / (rows * columns));
        } else {
            rowsEach = rowsEach(Math.min(rows, most / columns));
        }
        strips.setWidth(columnsEach);
        rowsEach = strips.fittingRows(rowsEach, STRIP);
        imagesEach = rowsEach < rows ? 1 : Math.clamp(STRIP / (strips.rows(rowsEach) * strips.line()), 1, imagesEach);
        rowBlocks = Math.ceilDiv(rows, rowsEach);
        columnBlocks = Math.ceilDiv(columns, columnsEach);
        blocks = Math.toIntExact((long) Math.ceilDiv(images, imagesEach) * rowBlocks * columnBlocks);
        channelsEach = Math.max(1,
                Math.min(channelsEach, STRIP / (imagesEach * strips.rows(rowsEach) * strips.line())));
        stepsEach = Math.max(1, taps <= deepest ? channelsEach * taps : equal(taps, deepest));
        channelsEach = taps <= deepest ? channelsEach : Math.min(channels, 2);
        depths = Math.max(1, Math.ceilDiv(all, stepsEach));
        long pieces = (long) blocks * groups;
        outputBlocks = (int) Math.min(Math.ceilDiv(PIECES, pieces), Math.ceilDiv(outputs, OUTPUTS));
        outputsEach = Math.ceilDiv(Math.ceilDiv(outputs, outputBlocks), OUTPUTS) * OUTPUTS;
        outputBlocks = Math.ceilDiv(outputs, outputsEach);
    }

    /** The size of equal parts, each of at most so many. */
    static int equal(int count, int most) {
        return count == 0 ? 1 : Math.ceilDiv(count, Math.ceilDiv(count, most));
    }

    /** The rows of a block that leave the fewest lanes idle. */
    private int rowsEach(int most) {
        int best = 1;
        long least = Long.MAX_VALUE;
        for (int each = most; each > most / 2; each--) {
            long tiles = (long) (rows / each) * Math.ceilDiv(each * columns, TILE)
                    + Math.ceilDiv(rows % each * columns, TILE);
            if (tiles < least) {
                least = tiles;
                best = each;
            }
        }
        return best;
    }

    /** Steps of a block of depth, without that of the bias. */
    private int steps(int depth) {
        return Math.min(stepsEach, all - depth * stepsEach);
    }

    private boolean endsInOnes(int depth) {
        return ones && depth == depths - 1;
    }

    /** The weights of a group's block of depth as panels of outputs. */
    private void packWeights(int piece) {
        int group = piece / depths;
        int depth = piece % depths;
        int first = depth * stepsEach;
        int steps = steps(depth);
        GemmLeaf<R, C> gemm = leaf.gemm;
        Scratch scratch = Scratch.take();
        Storage lines = Storage.allocate((steps + 1L) * outputs * leaf.bytes);
        try {
            gather(lines.segment(), weight.at + group * perGroup, first, steps);
            if (endsInOnes(depth)) {
                cells.row(bias.segment, bias.at + (long) group * outputs * bias.outer, bias.outer, lines.segment(),
                        (long) steps * outputs, 1, outputs);
                steps++;
            }
            gemm.packRows(lines.segment(), 0, 1, outputs, outputs, steps, weights, piece * weightRoom,
                    gemm.room(scratch, 2, gemm.tileRoom()));
        } finally {
            lines.release();
            scratch.give();
        }
    }

    /** Copies weights to a line of outputs for each step, as many at a time as lie at one distance. */
    private void gather(MemorySegment lines, long at, int first, int steps) {
        boolean whole = taps == weight.rows * weight.columns && weight.row == weight.columns * weight.column;
        if (whole && perChannel == taps * weight.column) {
            turn(at + first * weight.column, weight.column, lines, 0, steps);
            return;
        }
        int step = 0;
        while (step < steps) {
            int channel = (first + step) / taps;
            int tap = (first + step) % taps;
            int count = whole ? Math.min(taps - tap, steps - step) : 1;
            turn(at + channel * perChannel + weightRows[tap] * weight.row + weightColumns[tap] * weight.column,
                    weight.column, lines, (long) step * outputs, count);
            step += count;
        }
    }

    private void turn(long from, long stride, MemorySegment lines, long to, int count) {
        Planes.copy(leaf.turn(), leaf.bytes, weight.segment, from, stride, perOutput, lines, to, outputs, 1, count,
                outputs);
    }

    @Override
    protected void run(int piece) {
        if (few) {
            addUp(piece);
        } else if (packing) {
            packWeights(piece);
        } else {
            multiply(piece);
        }
    }

    private void lineWeights(Scratch shared) {
        int length = Math.multiplyExact(groups * outputs, all + 1);
        lines = leaf.strip(shared, 3, length + ConvLeaf.SLACK);
        for (int output = 0; output < groups * outputs; output++) {
            int to = output * (all + 1);
            long at = weight.at + output / outputs * perGroup + output % outputs * perOutput;
            for (int channel = 0; channel < channels; channel++) {
                for (int tap = 0; tap < taps; tap++) {
                    leaf.row(weight.segment, at + channel * perChannel + weightRows[tap] * weight.row
                            + weightColumns[tap] * weight.column, 1, 1, lines, to++);
                }
            }
            if (ones) {
                leaf.row(bias.segment, bias.at + output * bias.outer, 1, 1, lines, to);
            } else {
                leaf.zero(lines, to, to + 1);
            }
        }
    }

    /** A block of pixels of few outputs. */
    private void addUp(int piece) {
        int group = piece / blocks;
        int block = piece % blocks;
        int column = block % columnBlocks * columnsEach;
        int row = block / columnBlocks % rowBlocks * rowsEach;
        int image = block / columnBlocks / rowBlocks * imagesEach;
        int imageCount = Math.min(imagesEach, images - image);
        int rowCount = Math.min(rowsEach, rows - row);
        int width = Math.min(columnsEach, columns - column);
        int pixels = imageCount * rowCount * width;
        int height = strips.rows(rowCount);
        int plane = imageCount * height * strips.line();
        ConvWork work = ConvWork.take();
        try {
            int[] offsets = strips.offsets(work, channelsEach, plane);
            S strip = leaf.strip(work.scratch, 0, Math.multiplyExact(channelsEach, plane) + ConvLeaf.SLACK);
            S sums = leaf.strip(work.scratch, 1, outputs * pixels + ConvLeaf.SLACK);
            for (int output = 0; output < outputs; output++) {
                leaf.fill(sums, output * pixels, (output + 1) * pixels, lines,
                        (group * outputs + output) * (all + 1) + all);
            }
            for (int depth = 0; depth < depths; depth++) {
                int steps = steps(depth);
                int first = taps == 0 ? 0 : depth * stepsEach / taps;
                int last = taps == 0 ? 0 : Math.ceilDiv(depth * stepsEach + steps, taps);
                strips.fill(strip, group * channels + first, last - first, image, imageCount, row, height, column);
                for (int output = 0; output < outputs; output++) {
                    int by = (group * outputs + output) * (all + 1) + depth * stepsEach;
                    for (int r = 0; r < imageCount * rowCount; r++) {
                        int base = strips.base(r / rowCount, height, r % rowCount);
                        leaf.addUp(strip, base, offsets, depth * stepsEach - first * taps, steps, lines, by, sums,
                                output * pixels + r * width, width);
                    }
                }
            }
            long at = targetAt + image * target.outer + (long) group * outputs * target.channel + row * targetRow
                    + column * targetColumn;
            for (int output = 0; output < outputs; output++) {
                for (int r = 0; r < imageCount * rowCount; r++) {
                    leaf.store(sums, output * pixels + r * width, width, target.segment, at + output * target.channel
                            + r / rowCount * target.outer + r % rowCount * targetRow, targetColumn);
                }
            }
        } finally {
            work.give();
        }
    }

    private void multiply(int piece) {
        int part = piece / outputBlocks;
        int firstOutput = piece % outputBlocks * outputsEach;
        int group = part / blocks;
        int block = part % blocks;
        int column = block % columnBlocks * columnsEach;
        int row = block / columnBlocks % rowBlocks * rowsEach;
        int image = block / columnBlocks / rowBlocks * imagesEach;
        ConvWork work = ConvWork.take();
        try {
            multiply(work, group, image, Math.min(imagesEach, images - image), row, Math.min(rowsEach, rows - row),
                    column,
                    Math.min(columnsEach, columns - column), firstOutput, Math.min(outputsEach, outputs - firstOutput));
        } finally {
            work.give();
        }
    }

    private void multiply(ConvWork work, int group, int image, int imageCount, int row, int rowCount, int column,
            int width,
            int output, int outputCount) {
        int pixels = imageCount * rowCount * width;
        long at = targetAt + image * target.outer + ((long) group * outputs + output) * target.channel + row * targetRow
                + column * targetColumn;
        boolean inPlace = imageCount == 1 && (rowCount == 1 || width == columns && targetRow == columns * targetColumn);
        if (inPlace) {
            multiply(work, group, image, 1, row, rowCount, column, width, output, outputCount, null, at);
            return;
        }
        Storage result = Storage.allocate((long) outputCount * pixels * leaf.bytes);
        try {
            multiply(work, group, image, imageCount, row, rowCount, column, width, output, outputCount, result, 0);
            for (int i = 0; i < imageCount; i++) {
                for (int r = 0; r < rowCount; r++) {
                    cells.plane(result.segment(), (long) (i * rowCount + r) * width, pixels, 1, target.segment,
                            at + i * target.outer + r * targetRow, target.channel, targetColumn, outputCount, width);
                }
            }
        } finally {
            result.release();
        }
    }

    /** The sums of a block of pixels, into a matrix of its own or where they belong. */
    private void multiply(ConvWork work, int group, int image, int imageCount, int row, int rowCount, int column,
            int width, int output, int outputCount, Storage result, long at) {
        GemmLeaf<R, C> gemm = leaf.gemm;
        int pixels = imageCount * rowCount * width;
        int height = strips.rows(rowCount);
        int[] bases = work.bases(imageCount * rowCount);
        for (int i = 0; i < imageCount; i++) {
            for (int r = 0; r < rowCount; r++) {
                bases[i * rowCount + r] = strips.base(i, height, r);
            }
        }
        int plane = imageCount * height * strips.line();
        int[] offsets = strips.offsets(work, channelsEach, plane);
        boolean plain = imageCount == 1 && strips.isPlain(rows, columns)
                && (rowCount == 1 || width == columns && source.row == columns * source.column);
        S strip = leaf.strip(work.scratch, 0, Math.multiplyExact(channelsEach, plane) + ConvLeaf.SLACK);
        C panels = gemm.columns(work.scratch, 1,
                gemm.columnRoom(pixels, stepsEach + 1) + ConvLeaf.SLACK);
        R tile = gemm.room(work.scratch, 2, gemm.tileRoom());
        for (int depth = 0; depth < depths; depth++) {
            int steps = steps(depth);
            int first = taps == 0 ? 0 : depth * stepsEach / taps;
            int last = taps == 0 ? 0 : Math.ceilDiv(depth * stepsEach + steps, taps);
            if (plain) {
                leaf.packPlain(source.segment, source.at + image * source.outer
                        + ((long) group * channels + first) * source.channel + row * source.row
                        + column * source.column, source.column, source.channel, pixels, steps, panels, tile,
                        endsInOnes(depth));
            } else {
                strips.fill(strip, group * channels + first, last - first, image, imageCount, row, height, column);
                leaf.pack(strip, offsets, depth * stepsEach - first * taps, steps, bases, width, pixels, panels,
                        endsInOnes(depth));
            }
            steps += endsInOnes(depth) ? 1 : 0;
            int start = (group * depths + depth) * weightRoom;
            for (int done = 0; done < outputCount; done += OUTPUTS) {
                gemm.multiply(weights, start + gemm.rowRoom(output + done, steps),
                        Math.min(OUTPUTS, outputCount - done), panels, 0, pixels, steps, tile,
                        result == null ? target.segment : result.segment(),
                        result == null ? at + done * target.channel : (long) done * pixels,
                        result == null ? target.channel : pixels, result == null ? targetColumn : 1, depth > 0);
            }
        }
    }
}

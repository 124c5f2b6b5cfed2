package lanegrad.kernels.base;

import lanegrad.kernels.ConvOptions;
import lanegrad.parallel.Task;
import lanegrad.parallel.Workers;

/**
 * The gradient of the weight where a group has few outputs, as in depthwise convolutions: for each tap the inner
 * product of the output's gradient and what the tap sees. A piece is a channel, with all images.
 */
final class ConvDots<S> extends Task {

    /** The most pixels of a block. */
    private static final int PIXELS = 1 << 12;

    /** The most elements of a strip, unless one row of pixels sees more. */
    private static final int STRIP = 1 << 22;

    private final ConvLeaf<?, ?, S> leaf;
    private final ConvStrip<S> strips;

    private ConvOperand g;
    private ConvOperand target;
    private int channels;
    private int outputs;
    private int taps;
    private int rowsEach;
    private int columnsEach;

    ConvDots(ConvLeaf<?, ?, S> leaf) {
        this.leaf = leaf;
        strips = new ConvStrip<>(leaf);
    }

    void run(ConvOperand gradient, ConvOperand x, ConvOptions options, ConvOperand weight) {
        g = gradient;
        target = weight;
        channels = weight.channels;
        outputs = weight.outers / options.groups();
        taps = weight.rows * weight.columns;
        strips.set(x, options.strideHeight(), options.strideWidth(), taps);
        for (int row = 0; row < weight.rows; row++) {
            for (int column = 0; column < weight.columns; column++) {
                strips.tap(row * options.dilationHeight() - options.paddingHeight(),
                        column * options.dilationWidth() - options.paddingWidth());
            }
        }
        strips.span();
        columnsEach = Math.min(g.columns, PIXELS);
        rowsEach = Math.clamp(PIXELS / columnsEach, 1, g.rows);
        strips.setWidth(columnsEach);
        rowsEach = strips.fittingRows(rowsEach, STRIP);
        try {
            int pieces = Math.multiplyExact(options.groups(), channels);
            if ((double) g.outers * g.rows * g.columns * weight.outers * channels * taps >= ConvPass.SMALL) {
                Workers.run(this, pieces);
            } else {
                for (int piece = 0; piece < pieces; piece++) {
                    run(piece);
                }
            }
        } finally {
            strips.clear();
            g = null;
            target = null;
        }
    }

    @Override
    protected void run(int piece) {
        int first = piece / channels * outputs;
        int channel = piece % channels;
        ConvWork work = ConvWork.take();
        try {
            int length = outputs * taps * leaf.sumLanes();
            S sums = leaf.strip(work.scratch, 2, length + ConvLeaf.SLACK);
            leaf.zero(sums, 0, length);
            for (int image = 0; image < g.outers; image++) {
                for (int row = 0; row < g.rows; row += rowsEach) {
                    for (int column = 0; column < g.columns; column += columnsEach) {
                        addUp(work, sums, first, piece, image, row, Math.min(rowsEach, g.rows - row), column,
                                Math.min(columnsEach, g.columns - column));
                    }
                }
            }
            leaf.fold(sums, outputs * taps);
            for (int output = 0; output < outputs; output++) {
                for (int row = 0; row < target.rows; row++) {
                    leaf.store(sums, output * taps + row * target.columns, target.columns, target.segment, target.at
                            + (first + output) * target.outer + channel * target.channel + row * target.row,
                            target.column);
                }
            }
        } finally {
            work.give();
        }
    }

    private void addUp(ConvWork work, S sums, int first, int channel, int image, int row, int rows, int column,
            int width) {
        int height = strips.rows(rows);
        int plane = height * strips.line();
        int[] offsets = strips.offsets(work, 1, plane);
        S strip = leaf.strip(work.scratch, 0, plane + ConvLeaf.SLACK);
        S line = leaf.strip(work.scratch, 1, width + ConvLeaf.SLACK);
        strips.fill(strip, channel, 1, image, 1, row, height, column);
        for (int output = 0; output < outputs; output++) {
            long at = g.at + image * g.outer + (first + output) * g.channel + row * g.row + column * g.column;
            for (int r = 0; r < rows; r++) {
                leaf.row(g.segment, at + r * g.row, g.column, width, line, 0);
                leaf.dots(strip, strips.base(0, height, r), offsets, taps, line, width, sums,
                        output * taps * leaf.sumLanes());
            }
        }
    }
}

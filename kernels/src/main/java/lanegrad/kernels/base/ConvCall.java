package lanegrad.kernels.base;

import lanegrad.array.NdArray;
import lanegrad.kernels.ConvOptions;

/** One call of a convolution or of a gradient of it: its operands, checked. Used again and again. */
final class ConvCall<R, C, S> {

    private final ConvPass<R, C, S> pass;
    private final ConvWeightPass<R, C, S> weightPass;
    private final ConvDots<S> dots;
    private final ConvOperand x = new ConvOperand();
    private final ConvOperand weight = new ConvOperand();
    private final ConvOperand bias = new ConvOperand();
    private final ConvOperand out = new ConvOperand();

    ConvCall(ConvLeaf<R, C, S> leaf) {
        pass = new ConvPass<>(leaf);
        weightPass = new ConvWeightPass<>(leaf);
        dots = new ConvDots<>(leaf);
    }

    void forward(NdArray from, NdArray by, NdArray with, ConvOptions options, NdArray to) {
        x.set(from, false);
        weight.set(by, false);
        out.set(to, true);
        if (with != null) {
            bias.setLine(with);
        }
        int outputs = weight.outers / options.groups();
        pass.set(x, out, options.groups(), weight.channels, outputs);
        pass.lattice(out.rows, out.columns, out.at, out.row, out.column);
        pass.steps(options.strideHeight(), options.strideWidth(), weight.rows * weight.columns);
        for (int row = 0; row < weight.rows; row++) {
            for (int column = 0; column < weight.columns; column++) {
                pass.tap(row * options.dilationHeight() - options.paddingHeight(),
                        column * options.dilationWidth() - options.paddingWidth(), row, column);
            }
        }
        pass.go(weight, outputs * weight.outer, weight.outer, weight.channel, with == null ? null : bias);
    }

    /**
     * Each remainder of row and column by the stride is a lattice of its own: its elements see only those taps that
     * meet an output there.
     */
    void inputGradient(NdArray from, NdArray by, ConvOptions options, NdArray to) {
        x.set(from, false);
        weight.set(by, false);
        out.set(to, true);
        int outputs = weight.outers / options.groups();
        for (int row = 0; row < Math.min(options.strideHeight(), out.rows); row++) {
            for (int column = 0; column < Math.min(options.strideWidth(), out.columns); column++) {
                pass.set(x, out, options.groups(), outputs, weight.channels);
                pass.lattice(Math.ceilDiv(out.rows - row, options.strideHeight()),
                        Math.ceilDiv(out.columns - column, options.strideWidth()),
                        out.at + row * out.row + column * out.column, options.strideHeight() * out.row,
                        options.strideWidth() * out.column);
                pass.steps(1, 1, weight.rows * weight.columns);
                meetingTaps(options, row + options.paddingHeight(), column + options.paddingWidth());
                pass.go(weight, outputs * weight.outer, weight.channel, weight.outer, null);
            }
        }
    }

    private void meetingTaps(ConvOptions options, int row, int column) {
        for (int i = 0; i < weight.rows; i++) {
            int down = row - i * options.dilationHeight();
            for (int j = 0; j < weight.columns; j++) {
                int across = column - j * options.dilationWidth();
                if (down % options.strideHeight() == 0 && across % options.strideWidth() == 0) {
                    pass.tap(down / options.strideHeight(), across / options.strideWidth(), i, j);
                }
            }
        }
    }

    void weightGradient(NdArray gradient, NdArray from, ConvOptions options, NdArray to) {
        out.set(gradient, false);
        x.set(from, false);
        weight.set(to, true);
        if (weight.outers / options.groups() <= ConvPass.FEW) {
            dots.run(out, x, options, weight);
        } else {
            weightPass.run(out, x, options, weight);
        }
    }

    void clear() {
        x.clear();
        weight.clear();
        bias.clear();
        out.clear();
    }
}

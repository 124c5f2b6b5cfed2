package lanegrad.compare.own;

import static lanegrad.compare.cases.Convolution.BATCH;
import static lanegrad.compare.cases.Convolution.CHANNELS;
import static lanegrad.compare.cases.Convolution.PADDING;
import static lanegrad.compare.cases.Convolution.SIDE;

import lanegrad.autograd.Tensor;
import lanegrad.autograd.ops.Convolutions;
import lanegrad.compare.cases.Convolution;
import lanegrad.jmh.work.Operands;
import lanegrad.kernels.ConvOptions;

/** A convolution. */
final class ConvolutionForward extends TensorJob {

    private static final ConvOptions OPTIONS = ConvOptions.of(1, PADDING);

    private final Tensor[] operands = operands();

    @Override
    Tensor compute() {
        return convolve(operands);
    }

    static Tensor[] operands() {
        return layer(Operands.uniform(1, BATCH, CHANNELS, SIDE, SIDE), Convolution.weights(), 3);
    }

    static Tensor convolve(Tensor[] operands) {
        return Convolutions.conv2d(operands[0], operands[1], operands[2], OPTIONS);
    }
}

package lanegrad.compare.own;

import static lanegrad.compare.cases.Convolution.BATCH;
import static lanegrad.compare.cases.Convolution.CHANNELS;
import static lanegrad.compare.cases.Convolution.SIDE;

import lanegrad.autograd.Tensor;
import lanegrad.jmh.work.Operands;

/** A convolution and the gradients of the images, the weight and the bias. */
final class ConvolutionGradients extends GradientJob {

    private final Tensor seed = Operands.uniform(2, BATCH, CHANNELS, SIDE, SIDE);
    private final Tensor[] inputs = leaves(ConvolutionForward.operands());

    @Override
    Tensor forward() {
        return ConvolutionForward.convolve(inputs);
    }

    @Override
    Tensor seed() {
        return seed;
    }

    @Override
    Tensor[] inputs() {
        return inputs;
    }
}

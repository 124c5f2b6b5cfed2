package lanegrad.autograd;

import lanegrad.array.NdArray;

/** The first-order gradients of a fused op, all at once and at kernel speed. */
@FunctionalInterface
public interface FusedBackward {

    /**
     * Computes the gradients of the inputs that {@link Call#wants} names.
     *
     * @param call saved inputs, output and stash
     * @param g the gradient of the output
     * @param into receives a gradient an input, null for none
     */
    void apply(Call call, NdArray g, NdArray[] into);
}

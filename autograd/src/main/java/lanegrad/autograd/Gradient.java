package lanegrad.autograd;

/** The gradient of one input of an op. */
@FunctionalInterface
public interface Gradient {

    /**
     * The gradient of an input from that of the output, in differentiable ops, so that it has gradients in turn.
     *
     * @param call the inputs, and the output if the rule says that it uses it
     * @param g the gradient of the output
     * @return the gradient of the input, of its shape; null for none
     */
    Tensor of(Call call, Tensor g);
}

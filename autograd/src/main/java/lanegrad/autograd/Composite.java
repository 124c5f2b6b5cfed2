package lanegrad.autograd;

/** What a fused op is in primitive ops: its definition, and its gradient whenever a graph of gradients is built. */
@FunctionalInterface
public interface Composite {

    /**
     * Computes the op's result again.
     *
     * @param call the inputs and attributes
     * @return a tensor equal, up to rounding, to what the fused forward gave
     */
    Tensor of(Call call);
}

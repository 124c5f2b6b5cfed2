package lanegrad.autograd;

import java.util.function.Supplier;
import lanegrad.memory.Scope;

/** What a training loop steps: an optimizer, or anything else that changes parameters. */
public interface Updater {

    /** Changes the parameters by the gradients that they hold now. */
    void step();

    /** Forgets the gradients of the parameters. */
    void zeroGrad();

    /**
     * Computes a loss, its gradients, and takes a step; updaters that must look at the loss more than once call the
     * function as often as they need.
     *
     * @param loss computes one number from the parameters as they are now
     * @return the loss before the step
     */
    default double step(Supplier<Tensor> loss) {
        zeroGrad();
        double value;
        try (Scope _ = Scope.open("loss")) {
            Tensor computed = loss.get();
            value = computed.item();
            computed.backward();
        }
        step();
        return value;
    }

    /**
     * The state by parameter name: moments, counters, the generator's position; what a checkpoint saves.
     *
     * @return the arrays themselves, not copies
     */
    StateDict state();

    /**
     * Brings back a state that was saved, so that training continues bit for bit.
     *
     * @param state with the same names and shapes
     * @throws IllegalArgumentException naming everything that does not fit, before anything is changed
     */
    void restore(StateDict state);
}

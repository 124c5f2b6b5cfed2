package lanegrad.optim;

import java.util.List;
import java.util.Optional;

/**
 * One link of the chain between the gradients and the parameters: clips, remembers, scales, decays.
 *
 * <p>A transform itself is a description without state, and may serve several optimizers. {@link #bind} gives it the
 * parameters of one optimizer and the place where its state lives, and returns what runs in each step:
 *
 * <pre>{@code
 * GradientTransform slowed = state -> {
 *     NdArray[] mean = state.zeros("mean");                          // one a parameter, saved as mean.<parameter>
 *     return updates -> {
 *         MapKernels map = Autograd.kernels().map();
 *         for (int i = 0; i < updates.size(); i++) {
 *             Update update = updates.get(i);
 *             NdArray d = update.writable();
 *             map.binary(BinaryOp.MUL, mean[update.index()], 0.5, mean[update.index()]);
 *             map.binary(BinaryOp.ADD, mean[update.index()], d, mean[update.index()]);
 *             update.values(mean[update.index()]);                   // what the next transform sees
 *         }
 *     };
 * };
 * }</pre>
 *
 * <p>After the last transform each parameter becomes {@code p - rate d}, where d is what the chain has made of the
 * gradient. A transform that refuses a step ({@link Updates#skip}, or an exception) stops the chain where it stands, so
 * it belongs before those that change state.
 */
@FunctionalInterface
public interface GradientTransform {

    /**
     * Makes the state for the parameters of one optimizer.
     *
     * @param state knows the parameters and makes arrays that outlive every scope
     * @return what runs in each step
     */
    Bound bind(StateBuilder state);

    /**
     * One transform that does what this one and all that follow it do, and changes the parameters, in one pass over the
     * memory. It keeps the same state under the same names, and its results agree with the chain's to rounding.
     *
     * @param following the rest of the chain, without nested chains; may be empty
     * @return the transform, or empty if there is none: the default
     */
    default Optional<GradientTransform> fuse(List<GradientTransform> following) {
        return Optional.empty();
    }

    /**
     * Several transforms as one.
     *
     * @param transforms in the order in which they run
     * @return their chain
     */
    static GradientTransform chain(GradientTransform... transforms) {
        return new Chain(List.of(transforms));
    }

    /** A transform with the state of one optimizer. */
    @FunctionalInterface
    interface Bound {

        /**
         * Runs in each step.
         *
         * @param updates one for each parameter that has a gradient and that no earlier transform has dropped
         */
        void apply(Updates updates);
    }
}

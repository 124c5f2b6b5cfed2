package lanegrad.optim;

import java.util.ArrayList;
import java.util.List;
import lanegrad.autograd.ParameterTree;
import lanegrad.optim.transforms.NonFinite;
import lanegrad.optim.transforms.Transforms;

/**
 * The settings that all optimizers share. A kind of optimizer extends this with its own settings, and says by which
 * transforms it makes updates of gradients.
 *
 * @param <B> the kind itself, which setters return
 */
public abstract class OptimizerBuilder<B extends OptimizerBuilder<B>> {

    private final ParameterTree tree;
    private Schedule rate;
    private List<Group> groups = List.of(Group.rest());
    private List<GradientTransform> before = List.of();
    private GradientTransform clip;
    private boolean fused = true;

    /**
     * The defaults.
     *
     * @param tree whose parameters are trained; one that is shared is trained once, under its first name
     * @param rate the learning rate unless it is set
     */
    protected OptimizerBuilder(ParameterTree tree, double rate) {
        this.tree = tree;
        this.rate = Schedule.constant(rate);
    }

    /**
     * What makes updates of gradients, after clipping and before the rate; called once, by {@link #build}.
     *
     * @return in the order in which they run
     */
    protected abstract List<GradientTransform> transforms();

    /**
     * This builder.
     *
     * @return this
     */
    protected abstract B self();

    /**
     * Sets a constant learning rate.
     *
     * @param value finite, at least 0
     * @return this builder
     */
    public final B rate(double value) {
        require(value >= 0 && value < Double.POSITIVE_INFINITY, "rate", value, "a finite number of at least 0");
        return rate(Schedule.constant(value));
    }

    /**
     * Sets the learning rate.
     *
     * @param schedule gives it for each step
     * @return this builder
     */
    public final B rate(Schedule schedule) {
        rate = schedule;
        return self();
    }

    /**
     * Sets the groups; without them all parameters are trained alike.
     *
     * @param list in order: a parameter belongs to the first that matches, and to one it must
     * @return this builder
     */
    public final B groups(Group... list) {
        groups = List.of(list);
        return self();
    }

    /**
     * Puts transforms in front of everything else, clipping included.
     *
     * @param transforms in the order in which they run
     * @return this builder
     */
    public final B before(GradientTransform... transforms) {
        before = List.of(transforms);
        return self();
    }

    /**
     * Clips the gradients by their global norm, and skips a step in which it is not finite.
     *
     * @param maxNorm greater than 0; infinite to measure and to skip only
     * @return this builder
     */
    public final B clipGradNorm(double maxNorm) {
        return clipGradNorm(maxNorm, NonFinite.SKIP_STEP);
    }

    /**
     * Clips the gradients by their global norm.
     *
     * @param maxNorm greater than 0; infinite to measure only
     * @param policy what to do when the norm is not finite
     * @return this builder
     */
    public final B clipGradNorm(double maxNorm, NonFinite policy) {
        clip = Transforms.clipByGlobalNorm(maxNorm, policy);
        return self();
    }

    /**
     * Runs the transforms one by one even if a fused kernel could do their work in one pass: slower, and the same to
     * rounding.
     *
     * @return this builder
     */
    public final B unfused() {
        fused = false;
        return self();
    }

    /**
     * Builds the optimizer, its state at zero.
     *
     * @return a new optimizer
     * @throws IllegalArgumentException if a parameter belongs to no group, or no parameter to a group
     */
    public final Optimizer build() {
        List<GradientTransform> chain = new ArrayList<>(before);
        if (clip != null) {
            chain.add(clip);
        }
        chain.addAll(transforms());
        List<GradientTransform> flat = Chain.flatten(chain);
        return new Optimizer(tree.parameters(), groups, rate, fused ? Chain.fuseTail(flat) : flat);
    }

    /**
     * Checks a setting.
     *
     * @param holds what must be true
     * @param setting its name
     * @param value its value
     * @param expected what it should be
     * @throws IllegalArgumentException with the setting, its value and what was expected, unless it holds
     */
    protected final void require(boolean holds, String setting, double value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(
                    getClass().getSimpleName() + ": " + setting + " " + value + ": " + expected + " expected");
        }
    }
}

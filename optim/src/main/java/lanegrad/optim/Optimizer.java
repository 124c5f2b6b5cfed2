package lanegrad.optim;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import lanegrad.array.NdArray;
import lanegrad.autograd.Autograd;
import lanegrad.autograd.Parameter;
import lanegrad.autograd.ParameterTree;
import lanegrad.autograd.StateDict;
import lanegrad.autograd.Tensor;
import lanegrad.autograd.Updater;
import lanegrad.kernels.UpdateKernels;

/**
 * A chain of gradient transforms over the parameters of a tree. In each step the chain makes an update d of the
 * gradient of each parameter p, and p becomes {@code p - rate d}.
 *
 * <p>A parameter that has no gradient, or is frozen, is left out of a step with all its state; a step in which none has
 * a gradient changes nothing and is not counted. Gradients themselves are never changed. State belongs to no scope and
 * is changed in place: a step makes no arrays. An optimizer is used by one thread at a time.
 */
public final class Optimizer implements Updater {

    private final List<Parameter> parameters;
    private final Update[] slots;
    private final Updates updates;
    private final Schedule rate;
    private final GradientTransform.Bound chain;
    private final StateBuilder builder;
    private final Counters steps;
    private final Counters skippedSteps;

    private double lastRate = Double.NaN;
    private double lastNorm = Double.NaN;
    private boolean lastSkipped;

    Optimizer(Map<String, Parameter> parameters, List<Group> groups, Schedule rate, List<GradientTransform> chain) {
        this.parameters = List.copyOf(parameters.values());
        List<Update> trained = new ArrayList<>();
        Group.assign(parameters, groups).forEach((name, group) -> {
            if (group.rateFactor() > 0) {
                trained.add(new Update(trained.size(), name, parameters.get(name), group));
            }
        });
        if (trained.isEmpty()) {
            throw new IllegalArgumentException("an optimizer without a parameter to train");
        }
        this.slots = trained.toArray(Update[]::new);
        this.updates = new Updates(slots.length);
        this.rate = rate;
        this.builder = new StateBuilder(trained);
        this.steps = builder.counter("step");
        this.skippedSteps = builder.counter("skipped");
        this.chain = new Chain(chain).bind(builder);
    }

    /**
     * An optimizer of one's own.
     *
     * @param tree whose parameters are trained; one that is shared is trained once, under its first name
     * @param chain what makes updates of gradients; none at all is plain gradient descent
     * @return where the rest is set
     */
    public static Builder over(ParameterTree tree, GradientTransform... chain) {
        return new Builder(tree, List.of(chain));
    }

    @Override
    public void step() {
        long step = steps.get(0);
        updates.begin(step);
        for (Update slot : slots) {
            collect(slot);
        }
        if (updates.size() == 0) {
            return;
        }
        double now = rate.at(step);
        if (!(now >= 0 && now < Double.POSITIVE_INFINITY)) {
            throw new IllegalStateException(
                    "the rate at step " + step + " is " + now + ": a finite number of at least 0 expected");
        }
        for (int i = 0; i < updates.size(); i++) {
            updates.get(i).rate(now);
        }
        chain.apply(updates);
        lastRate = now;
        lastNorm = updates.norm();
        lastSkipped = updates.isSkipped();
        if (lastSkipped) {
            skippedSteps.increment(0);
            return;
        }
        UpdateKernels kernels = Autograd.kernels().update();
        for (int i = 0; i < updates.size(); i++) {
            Update update = updates.get(i);
            kernels.sgd(update.parameter().array(), update.values(), null, update.rate(), 0, 0, false, 0,
                    update.factor());
        }
        steps.increment(0);
    }

    private void collect(Update slot) {
        Parameter parameter = slot.parameter();
        Tensor gradient = parameter.grad();
        if (gradient == null || parameter.isFrozen()) {
            return;
        }
        parameter.array().writableSegment(); // throws now rather than when others have changed already
        slot.begin(gradient.array());
        updates.add(slot);
    }

    @Override
    public void zeroGrad() {
        for (Parameter parameter : parameters) {
            parameter.zeroGrad();
        }
    }

    /**
     * What happened in the last step.
     *
     * @return a snapshot
     */
    public StepInfo last() {
        return new StepInfo(steps.get(0), lastRate, lastNorm, lastSkipped, skippedSteps.get(0));
    }

    /**
     * The state by name: {@code step} and {@code skipped}, the numbers of steps made and skipped; and whatever the
     * transforms remember of each parameter, under {@code key.parameter}. The fused and the chained form of an
     * optimizer have the same.
     *
     * @return the arrays themselves, not copies
     */
    @Override
    public StateDict state() {
        return new StateDict(builder.arrays());
    }

    @Override
    public void restore(StateDict state) {
        List<String> negative = new ArrayList<>();
        for (String name : builder.counterNames()) {
            NdArray given = state.arrays().get(name);
            if (given != null && given.rank() == 0 && given.getLong() < 0) {
                negative.add(name + " is " + given.getLong());
            }
        }
        if (!negative.isEmpty()) {
            throw new IllegalArgumentException("state does not fit: numbers of steps that are negative " + negative);
        }
        state().copyFrom(state);
        lastRate = Double.NaN;
        lastNorm = Double.NaN;
        lastSkipped = false;
    }

    /** Settings of an optimizer with a chain of one's own; the rate is 1 unless it is set. */
    public static final class Builder extends OptimizerBuilder<Builder> {

        private final List<GradientTransform> chain;

        private Builder(ParameterTree tree, List<GradientTransform> chain) {
            super(tree, 1);
            this.chain = chain;
        }

        @Override
        protected List<GradientTransform> transforms() {
            return chain;
        }

        @Override
        protected Builder self() {
            return this;
        }
    }
}

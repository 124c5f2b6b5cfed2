package lanegrad.optim;

import java.util.List;
import lanegrad.autograd.ParameterTree;
import lanegrad.optim.transforms.Transforms;

/**
 * Gradient descent, as PyTorch's SGD: {@code g += decay p; b = momentum b + (1 - dampening) g; p -= rate (nesterov ? g
 * + momentum b : b)}, and {@code p -= rate g} without momentum. In the first step of a parameter {@code b = g}. (Polyak
 * 1964; Nesterov's form after Sutskever, Martens, Dahl and Hinton, ICML 2013, section 2.)
 *
 * <p>Defaults: rate 0.001, no momentum, no dampening, no decay. With momentum the state of each parameter is {@code
 * momentum_buffer} (b), and {@code step} if there is dampening.
 */
public final class Sgd extends OptimizerBuilder<Sgd> {

    private double momentum;
    private double dampening;
    private boolean nesterov;
    private double decay;

    private Sgd(ParameterTree tree) {
        super(tree, 1e-3);
    }

    /**
     * Settings for an optimizer of a tree's parameters.
     *
     * @param tree a module
     * @return the defaults
     */
    public static Sgd over(ParameterTree tree) {
        return new Sgd(tree);
    }

    /**
     * Sets how much of the buffer stays in each step.
     *
     * @param value at least 0 and below 1; 0 keeps no buffer
     * @return this builder
     */
    public Sgd momentum(double value) {
        require(value >= 0 && value < 1, "momentum", value, "at least 0 and below 1");
        momentum = value;
        return this;
    }

    /**
     * Sets how much of the gradient does not enter the buffer.
     *
     * @param value at least 0 and at most 1
     * @return this builder
     */
    public Sgd dampening(double value) {
        require(value >= 0 && value <= 1, "dampening", value, "at least 0 and at most 1");
        dampening = value;
        return this;
    }

    /**
     * Looks ahead: needs momentum, and no dampening.
     *
     * @return this builder
     */
    public Sgd nesterov() {
        nesterov = true;
        return this;
    }

    /**
     * Sets the coupled weight decay (L2), which groups may multiply: it enters the gradient, and with it the buffer.
     *
     * @param value finite, at least 0
     * @return this builder
     */
    public Sgd decay(double value) {
        require(value >= 0 && value < Double.POSITIVE_INFINITY, "decay", value, "a finite number of at least 0");
        decay = value;
        return this;
    }

    @Override
    protected List<GradientTransform> transforms() {
        GradientTransform decayed = Transforms.addDecayedWeights(decay);
        if (momentum == 0 && !nesterov) {
            return List.of(decayed);
        }
        return List.of(decayed, Transforms.trace(momentum, dampening, nesterov));
    }

    @Override
    protected Sgd self() {
        return this;
    }
}

package lanegrad.optim;

import java.util.List;
import lanegrad.autograd.ParameterTree;
import lanegrad.optim.transforms.Transforms;

/**
 * Adam with decoupled weight decay (Kingma and Ba, 1412.6980, algorithm 1; Loshchilov and Hutter, 1711.05101, algorithm
 * 2; technique T37): {@code m = b1 m + (1 - b1) g; v = b2 v + (1 - b2) g^2; p -= rate (m / (1 - b1^t) / (sqrt(v / (1 -
 * b2^t)) + eps) + decay p)}, where t counts the steps in which the parameter had a gradient.
 *
 * <p>Defaults are PyTorch's: rate 0.001, betas 0.9 and 0.999, eps 1e-8, decay 0.01. The state of each parameter is
 * {@code step}, {@code exp_avg} (m) and {@code exp_avg_sq} (v), of the parameter's type.
 */
public final class AdamW extends OptimizerBuilder<AdamW> {

    private double beta1 = 0.9;
    private double beta2 = 0.999;
    private double eps = 1e-8;
    private double decay = 0.01;

    private AdamW(ParameterTree tree) {
        super(tree, 1e-3);
    }

    /**
     * Settings for an optimizer of a tree's parameters.
     *
     * @param tree a module
     * @return the defaults
     */
    public static AdamW over(ParameterTree tree) {
        return new AdamW(tree);
    }

    /**
     * Sets how much of the moments stays in each step.
     *
     * @param first b1, at least 0 and below 1
     * @param second b2, at least 0 and below 1
     * @return this builder
     */
    public AdamW betas(double first, double second) {
        require(first >= 0 && first < 1, "beta1", first, "at least 0 and below 1");
        require(second >= 0 && second < 1, "beta2", second, "at least 0 and below 1");
        beta1 = first;
        beta2 = second;
        return this;
    }

    /**
     * Sets what keeps the divisor from 0.
     *
     * @param value finite, at least 0
     * @return this builder
     */
    public AdamW eps(double value) {
        require(value >= 0 && value < Double.POSITIVE_INFINITY, "eps", value, "a finite number of at least 0");
        eps = value;
        return this;
    }

    /**
     * Sets the decoupled weight decay, which groups may multiply.
     *
     * @param value finite, at least 0
     * @return this builder
     */
    public AdamW decay(double value) {
        require(value >= 0 && value < Double.POSITIVE_INFINITY, "decay", value, "a finite number of at least 0");
        decay = value;
        return this;
    }

    @Override
    protected List<GradientTransform> transforms() {
        return List.of(Transforms.scaleByAdam(beta1, beta2, eps), Transforms.addDecayedWeights(decay));
    }

    @Override
    protected AdamW self() {
        return this;
    }
}

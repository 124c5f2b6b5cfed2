package lanegrad.kernels.base;

/**
 * The scalars of one step of gradient descent: {@code g = scale g + decay p; b = momentum b + rest g; p -= rate
 * (nesterov ? g + momentum b : b)}.
 */
public final class SgdStep {

    public double scale;
    public double decay;
    public double momentum;
    public double rest;
    public double rate;
    public boolean nesterov;

    void set(double learningRate, double kept, double dampening, boolean ahead, double weightDecay,
            double gradientScale) {
        scale = gradientScale;
        decay = weightDecay;
        momentum = kept;
        rest = 1 - dampening;
        rate = learningRate;
        nesterov = ahead;
    }
}

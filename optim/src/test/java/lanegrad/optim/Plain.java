package lanegrad.optim;

/** The optimizers once more, as loops over Java arrays, written from the papers and from PyTorch's documentation. */
final class Plain {

    private Plain() {
    }

    /** Something that changes theta by a gradient. */
    interface Rule {
        void step(double[] theta, double[] gradient);
    }

    static Rule sgd(double rate, double momentum, double dampening, boolean nesterov, double decay) {
        return new Rule() {
            private double[] velocity;

            @Override
            public void step(double[] theta, double[] gradient) {
                double[] g = gradient.clone();
                for (int i = 0; i < g.length; i++) {
                    g[i] += decay * theta[i];
                }
                double[] direction = g;
                if (momentum != 0) {
                    if (velocity == null) {
                        velocity = g.clone();
                    } else {
                        for (int i = 0; i < g.length; i++) {
                            velocity[i] = momentum * velocity[i] + (1 - dampening) * g[i];
                        }
                    }
                    direction = velocity.clone();
                    if (nesterov) {
                        for (int i = 0; i < g.length; i++) {
                            direction[i] = g[i] + momentum * velocity[i];
                        }
                    }
                }
                for (int i = 0; i < theta.length; i++) {
                    theta[i] -= rate * direction[i];
                }
            }
        };
    }

    static Rule adamW(double rate, double beta1, double beta2, double eps, double decay) {
        return new Rule() {
            private double[] first;
            private double[] second;
            private double power1 = 1;
            private double power2 = 1;

            @Override
            public void step(double[] theta, double[] gradient) {
                if (first == null) {
                    first = new double[theta.length];
                    second = new double[theta.length];
                }
                power1 *= beta1;
                power2 *= beta2;
                for (int i = 0; i < theta.length; i++) {
                    theta[i] *= 1 - rate * decay;
                    first[i] += (1 - beta1) * (gradient[i] - first[i]);
                    second[i] = beta2 * second[i] + (1 - beta2) * gradient[i] * gradient[i];
                    double denominator = Math.sqrt(second[i]) / Math.sqrt(1 - power2) + eps;
                    theta[i] -= rate / (1 - power1) * first[i] / denominator;
                }
            }
        };
    }
}

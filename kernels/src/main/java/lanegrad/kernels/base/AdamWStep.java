package lanegrad.kernels.base;

/**
 * The scalars of one AdamW step, computed once in F64: {@code m = beta1 m + rest1 g; v = beta2 v + rest2 g^2; p -=
 * meanRate m / (sqrt(correction v) + eps) + decayRate p}, where g has been multiplied by scale.
 */
public final class AdamWStep {

    public double scale;
    public double beta1;
    public double rest1;
    public double beta2;
    public double rest2;
    public double correction;
    public double eps;
    public double meanRate;
    public double decayRate;

    void set(double rate, double b1, double b2, double epsilon, double decay, double gradientScale, long step) {
        scale = gradientScale;
        beta1 = b1;
        rest1 = 1 - b1;
        beta2 = b2;
        rest2 = 1 - b2;
        correction = 1 / (1 - StrictMath.pow(b2, step));
        eps = epsilon;
        meanRate = rate / (1 - StrictMath.pow(b1, step));
        decayRate = rate * decay;
    }
}

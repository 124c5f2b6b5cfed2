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

    // The powers of the last call: the next parameter of the same step has the same, and StrictMath's make garbage.
    private long counted;
    private double power1;
    private double power2;

    void set(double rate, double b1, double b2, double epsilon, double decay, double gradientScale, long step) {
        if (step != counted || b1 != beta1 || b2 != beta2) {
            counted = step;
            power1 = StrictMath.pow(b1, step);
            power2 = StrictMath.pow(b2, step);
        }
        scale = gradientScale;
        beta1 = b1;
        rest1 = 1 - b1;
        beta2 = b2;
        rest2 = 1 - b2;
        correction = 1 / (1 - power2);
        eps = epsilon;
        meanRate = rate / (1 - power1);
        decayRate = rate * decay;
    }
}

package lanegrad.nn.init;

import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.autograd.Autograd;
import lanegrad.memory.Scope;
import lanegrad.random.Rng;

/** Draws all numbers at once, and the one in twenty that lies too far out again. */
record TruncatedNormal(double mean, double std) implements Initializer {

    private static final double LIMIT = 2;

    @Override
    public void fill(NdArray target, Rng rng) {
        try (Scope _ = Scope.open("truncatedNormal")) {
            NdArray standard = NdArray.empty(target.dtype(), Shape.of(target.size()));
            Autograd.kernels().random().normal(rng.key(), Initializers.reserve(rng, target), 0, 1, standard);
            for (long i = 0; i < standard.size(); i++) {
                double drawn = standard.getDouble(i);
                while (Math.abs(drawn) > LIMIT) {
                    drawn = rng.nextGaussian();
                }
                standard.set(mean + std * drawn, i);
            }
            Autograd.kernels().copy().copy(standard.reshape(target.shape().toArray()), target);
        }
    }
}

package lanegrad.nn;

import lanegrad.array.DType;
import lanegrad.array.Shape;
import lanegrad.autograd.Tensor;
import lanegrad.random.Rng;

/** Fixed numbers that look random. */
public final class Numbers {

    private Numbers() {
    }

    /** Normal numbers in a Java array. */
    public static double[] doubles(long seed, int count) {
        Rng rng = new Rng(seed);
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = rng.nextGaussian();
        }
        return values;
    }

    /** Normal numbers in F64. */
    public static Tensor normal(long seed, long... dims) {
        return Tensor.of(doubles(seed, (int) Shape.of(dims).size()), dims);
    }

    /** Normal numbers in a given type. */
    public static Tensor normal(DType dtype, long seed, long... dims) {
        return normal(seed, dims).to(dtype);
    }

    /** Tokens from 0 to a bound. */
    public static Tensor ids(long seed, int bound, long... dims) {
        Rng rng = new Rng(seed);
        long[] values = new long[(int) Shape.of(dims).size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = rng.nextInt(bound);
        }
        return Tensor.of(values, dims);
    }
}

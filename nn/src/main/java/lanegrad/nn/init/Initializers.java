package lanegrad.nn.init;

import lanegrad.array.NdArray;
import lanegrad.autograd.Autograd;
import lanegrad.random.Rng;

/**
 * The usual rules for first values.
 *
 * <p>Rules that depend on the shape take {@link Fans} from it, or the fans that are given. Gains multiply the standard
 * deviation: 1 for linear maps, {@code sqrt(2)} before ReLU.
 */
public final class Initializers {

    /** Of a standard normal variable cut off at two standard deviations. */
    static final double TRUNCATED_STD = 0.87962566103423978;

    private Initializers() {
    }

    /**
     * Zeros everywhere.
     *
     * @return the rule
     */
    public static Initializer zeros() {
        return constant(0);
    }

    /**
     * Ones everywhere.
     *
     * @return the rule
     */
    public static Initializer ones() {
        return constant(1);
    }

    /**
     * One value everywhere.
     *
     * @param value the value
     * @return the rule
     */
    public static Initializer constant(double value) {
        return (target, _) -> Autograd.kernels().map().fill(target, value);
    }

    /**
     * Uniform numbers.
     *
     * @param low the lower bound
     * @param high the upper bound
     * @return the rule
     */
    public static Initializer uniform(double low, double high) {
        return (target, rng) -> Autograd.kernels().random().uniform(rng.key(), reserve(rng, target), low, high, target);
    }

    /**
     * Normal numbers.
     *
     * @param mean their mean
     * @param std their standard deviation
     * @return the rule
     */
    public static Initializer normal(double mean, double std) {
        return (target, rng) -> Autograd.kernels().random().normal(rng.key(), reserve(rng, target), mean, std, target);
    }

    /**
     * Normal numbers, drawn again while they lie more than two standard deviations from the mean; the standard
     * deviation of the result is 0.8796 times the given one.
     *
     * @param mean their mean
     * @param std the standard deviation before the cut: BERT's is 0.02
     * @return the rule
     */
    public static Initializer truncatedNormal(double mean, double std) {
        return new TruncatedNormal(mean, std);
    }

    /**
     * Uniform numbers with Glorot's variance {@code gain^2 2 / (in + out)} (Glorot and Bengio, 2010).
     *
     * @param gain a factor; 1 in the paper
     * @return the rule
     */
    public static Initializer xavierUniform(double gain) {
        return scaled(gain, Mode.AVERAGE, Spread.UNIFORM);
    }

    /**
     * Normal numbers with Glorot's variance {@code gain^2 2 / (in + out)} (Glorot and Bengio, 2010).
     *
     * @param gain a factor; 1 in the paper
     * @return the rule
     */
    public static Initializer xavierNormal(double gain) {
        return scaled(gain, Mode.AVERAGE, Spread.NORMAL);
    }

    /**
     * Uniform numbers with He's variance {@code 2 / ((1 + slope^2) in)} (He et al., 1502.01852). PyTorch's default for
     * linear layers and convolutions has the slope {@code sqrt(5)}: the bounds are then {@code 1 / sqrt(in)}.
     *
     * @param slope of the leaky ReLU that follows; 0 for ReLU
     * @return the rule
     */
    public static Initializer heUniform(double slope) {
        return scaled(Math.sqrt(2 / (1 + slope * slope)), Mode.IN, Spread.UNIFORM);
    }

    /**
     * Normal numbers with He's variance {@code 2 / ((1 + slope^2) in)} (He et al., 1502.01852).
     *
     * @param slope of the leaky ReLU that follows; 0 for ReLU
     * @return the rule
     */
    public static Initializer heNormal(double slope) {
        return scaled(Math.sqrt(2 / (1 + slope * slope)), Mode.IN, Spread.NORMAL);
    }

    /** Which fan the variance is divided by. */
    public enum Mode {
        /** Inputs an output: each output keeps the mean square of the inputs. */
        IN,
        /** Outputs an input: each gradient keeps the mean square of the outputs' gradients. */
        OUT,
        /** The mean of both. */
        AVERAGE
    }

    /** How the numbers lie around 0. */
    public enum Spread {
        /** Uniform. */
        UNIFORM,
        /** Normal. */
        NORMAL,
        /** Normal, cut off at two standard deviations, with exactly the wanted variance. */
        TRUNCATED_NORMAL
    }

    /**
     * Numbers of mean 0 and variance {@code gain^2 / fan}, the fans taken from the shape.
     *
     * @param gain a factor
     * @param mode which fan
     * @param spread how they lie
     * @return the rule
     */
    public static Initializer scaled(double gain, Mode mode, Spread spread) {
        return (target, rng) -> scaled(gain, mode, spread, Fans.of(target.shape())).fill(target, rng);
    }

    /**
     * Numbers of mean 0 and variance {@code gain^2 / fan}.
     *
     * @param gain a factor
     * @param mode which fan
     * @param spread how they lie
     * @param fans the fans
     * @return the rule
     */
    public static Initializer scaled(double gain, Mode mode, Spread spread, Fans fans) {
        double fan = switch (mode) {
            case IN -> fans.in();
            case OUT -> fans.out();
            case AVERAGE -> (fans.in() + (double) fans.out()) / 2;
        };
        double std = gain / Math.sqrt(fan);
        return switch (spread) {
            case UNIFORM -> uniform(-std * Math.sqrt(3), std * Math.sqrt(3));
            case NORMAL -> normal(0, std);
            case TRUNCATED_NORMAL -> truncatedNormal(0, std / TRUNCATED_STD);
        };
    }

    /** Takes the blocks that the kernels draw from: one for four elements. */
    static long reserve(Rng rng, NdArray target) {
        return rng.reserve(Math.ceilDiv(target.size(), 4));
    }
}

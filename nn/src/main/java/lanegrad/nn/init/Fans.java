package lanegrad.nn.init;

import lanegrad.array.Shape;

/**
 * How many inputs each output of a weight sums, and how many outputs each input reaches.
 *
 * <p>For a weight [out, in] they are {@code in} and {@code out}; for a convolution's [out, in, k1, k2, ...], each times
 * the product of the kernel's sizes.
 *
 * @param in inputs an output
 * @param out outputs an input
 */
public record Fans(long in, long out) {

    /**
     * The numbers themselves, for weights whose shape does not tell them.
     *
     * @param in inputs an output, at least 1
     * @param out outputs an input, at least 1
     */
    public Fans {
        if (in < 1 || out < 1) {
            throw new IllegalArgumentException("fan in " + in + " and fan out " + out + ": at least 1 each expected");
        }
    }

    /**
     * The fans of a weight of a given shape.
     *
     * @param shape [out, in, ...]
     * @return the fans
     * @throws IllegalArgumentException if the shape has fewer than two axes, or a size is 0
     */
    public static Fans of(Shape shape) {
        if (shape.rank() < 2 || shape.size() == 0) {
            throw new IllegalArgumentException(
                    "fans of shape " + shape + ": [out, in, ...] without zeros expected; give the fans of others");
        }
        long kernel = shape.size() / shape.dim(0) / shape.dim(1);
        return new Fans(shape.dim(1) * kernel, shape.dim(0) * kernel);
    }
}

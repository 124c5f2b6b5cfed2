package lanegrad.nn.init;

import lanegrad.array.NdArray;
import lanegrad.autograd.Parameter;
import lanegrad.random.Rng;

/**
 * A rule by which weights get their first values. {@link Initializers} has the usual ones.
 *
 * <pre>{@code
 * Initializers.normal(0, 0.02).fill(weight, rng);
 * }</pre>
 */
@FunctionalInterface
public interface Initializer {

    /**
     * Writes values into an array.
     *
     * @param target F32 or F64, contiguous
     * @param rng what they are drawn from
     */
    void fill(NdArray target, Rng rng);

    /**
     * Writes values into a parameter.
     *
     * @param target what is trained
     * @param rng what they are drawn from
     */
    default void fill(Parameter target, Rng rng) {
        fill(target.array(), rng);
    }
}

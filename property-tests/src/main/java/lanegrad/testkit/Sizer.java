package lanegrad.testkit;

import java.util.function.LongFunction;
import java.util.function.LongToDoubleFunction;

/**
 * Samples of any size along one axis or of one measure: what a kernel's thresholds are sampled with.
 *
 * @param axis what grows, for people
 * @param unit by how much the size must change to be felt: 1 for an axis
 * @param cost how many elementary steps the reference takes at a size
 * @param sample the sample of a size
 */
public record Sizer(String axis, long unit, LongToDoubleFunction cost, LongFunction<Sample> sample) {

    /**
     * Samples of any size along one axis.
     *
     * @param axis what grows
     * @param steps elementary steps of the reference for each unit of size
     * @param sample the sample of a size
     * @return the sizer
     */
    public static Sizer of(String axis, double steps, LongFunction<Sample> sample) {
        return new Sizer(axis, 1, n -> n * steps, sample);
    }
}

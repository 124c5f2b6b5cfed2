package lanegrad.kernels;

import java.util.List;
import lanegrad.array.NdArray;

/**
 * Random numbers from counter-based Philox: element i depends on the key, the counter and i alone, so that the bits are
 * the same for any number of threads. Outputs are contiguous, F32 or F64.
 */
public interface RandomKernels {

    /**
     * Uniform numbers in the open interval between two bounds.
     *
     * @param key of the generator
     * @param counter of the generator; element i uses block {@code counter + i / 4}
     * @param low lower bound
     * @param high upper bound
     * @param out the output
     */
    void uniform(long key, long counter, double low, double high, NdArray out);

    /**
     * Normal numbers.
     *
     * @param key of the generator
     * @param counter of the generator; element i uses block {@code counter + i / 4}
     * @param mean their mean
     * @param std their standard deviation
     * @param out the output
     */
    void normal(long key, long counter, double mean, double std, NdArray out);

    /**
     * {@code out = keep_i ? x / (1 - p) : 0}, where {@code keep_i} has probability {@code 1 - p}: dropout, and its
     * gradient when applied to the gradient with the same key and counter.
     *
     * @param key of the generator
     * @param counter of the generator; element i uses block {@code counter + i / 4}
     * @param p the probability of 0, in [0, 1)
     * @param x the input, contiguous
     * @param out the output, as x
     */
    void dropout(long key, long counter, double p, NdArray x, NdArray out);

    /**
     * The sizes at which these kernels change their way.
     *
     * @return all of them
     */
    List<Threshold> thresholds();
}

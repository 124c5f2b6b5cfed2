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
     * Normal numbers that lie between two bounds, each from one draw by the quantile function; the same bits in each
     * implementation.
     *
     * @param key of the generator
     * @param counter of the generator; element i uses block {@code counter + i / 4}
     * @param mean the mean before it is cut off
     * @param std the standard deviation before it is cut off
     * @param low no number is less; may be infinite
     * @param high no number is greater; may be infinite
     * @param out the output
     * @throws IllegalArgumentException if the probability between the bounds is 0 in F64
     */
    void truncatedNormal(long key, long counter, double mean, double std, double low, double high, NdArray out);

    /**
     * Exponential numbers, all positive; the same bits in each implementation.
     *
     * @param key of the generator
     * @param counter of the generator; element i uses block {@code counter + i / 4}
     * @param mean their mean, finite and above 0
     * @param out the output
     */
    void exponential(long key, long counter, double mean, NdArray out);

    /**
     * Standard Gumbel numbers, minus the logarithms of exponential ones, all finite; the same bits in each
     * implementation.
     *
     * @param key of the generator
     * @param counter of the generator; element i uses block {@code counter + i / 4}
     * @param out the output
     */
    void gumbel(long key, long counter, NdArray out);

    /**
     * Whole numbers from one up to another; with n of them, each as likely as the others within n in 2^64.
     *
     * @param key of the generator
     * @param counter of the generator; element i uses block {@code counter + i / 4}
     * @param low the least
     * @param high what none reaches
     * @param out the output, I32 or I64
     */
    void integers(long key, long counter, long low, long high, NdArray out);

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

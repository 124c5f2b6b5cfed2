package lanegrad.autograd.ops;

import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.autograd.Autograd;
import lanegrad.autograd.Tensor;
import lanegrad.random.Rng;

/**
 * Random tensors beyond the uniform and normal ones of {@link Random}. Every draw comes from a generator that is given;
 * its bits depend on the generator alone, neither on the kernels nor on the number of threads. None has a gradient.
 */
public final class Distributions {

    private Distributions() {
    }

    private static long blocks(long size) {
        return Math.ceilDiv(size, 4);
    }

    /**
     * Normal numbers that lie between two bounds, by the quantile function: one draw each, none rejected.
     *
     * @param rng what it draws from
     * @param dtype F32 or F64
     * @param mean the mean before it is cut off
     * @param std the standard deviation before it is cut off
     * @param low no number is less; may be infinite
     * @param high no number is greater; may be infinite
     * @param dims the shape
     * @return the numbers
     * @throws IllegalArgumentException if the probability between the bounds is 0 in F64, as some 38 standard
     * deviations away from the mean
     */
    public static Tensor truncatedNormal(Rng rng, DType dtype, double mean, double std, double low, double high,
            long... dims) {
        NdArray out = NdArray.empty(dtype, Shape.of(dims));
        Autograd.kernels().random().truncatedNormal(rng.key(), rng.reserve(blocks(out.size())), mean, std, low, high,
                out);
        return Tensor.of(out);
    }

    /**
     * Exponential numbers, of density {@code rate exp(-rate x)}; 0 is never drawn.
     *
     * @param rng what it draws from
     * @param dtype F32 or F64
     * @param rate the inverse of their mean, above 0
     * @param dims the shape
     * @return the numbers
     */
    public static Tensor exponential(Rng rng, DType dtype, double rate, long... dims) {
        NdArray out = NdArray.empty(dtype, Shape.of(dims));
        Autograd.kernels().random().exponential(rng.key(), rng.reserve(blocks(out.size())), 1 / rate, out);
        return Tensor.of(out);
    }

    /**
     * Standard Gumbel numbers, {@code -log(e)} of exponential e: all finite.
     *
     * @param rng what it draws from
     * @param dtype F32 or F64
     * @param dims the shape
     * @return the numbers
     */
    public static Tensor gumbel(Rng rng, DType dtype, long... dims) {
        NdArray out = NdArray.empty(dtype, Shape.of(dims));
        Autograd.kernels().random().gumbel(rng.key(), rng.reserve(blocks(out.size())), out);
        return Tensor.of(out);
    }

    /**
     * Whole numbers, each as likely as the others (but for n in 2^64 if there are n).
     *
     * @param rng what it draws from
     * @param dtype I32 or I64
     * @param low the least
     * @param high what none reaches
     * @param dims the shape
     * @return the numbers
     */
    public static Tensor randInt(Rng rng, DType dtype, long low, long high, long... dims) {
        NdArray out = NdArray.empty(dtype, Shape.of(dims));
        Autograd.kernels().random().integers(rng.key(), rng.reserve(blocks(out.size())), low, high, out);
        return Tensor.of(out);
    }

    /**
     * Truth values that each hold with a probability.
     *
     * @param rng what it draws from
     * @param p the probability, from 0 to 1: of 0 none holds, of 1 all do
     * @param dims the shape
     * @return BOOL
     */
    public static Tensor bernoulli(Rng rng, double p, long... dims) {
        if (!(p >= 0 && p <= 1)) {
            throw new IllegalArgumentException("bernoulli of probability " + p + ": from 0 to 1 expected");
        }
        return bernoulli(rng, Shapes.expand(Tensor.full(DType.F64, p), Shape.of(dims)));
    }

    /**
     * Truth values that each hold with a probability of their own.
     *
     * @param rng what it draws from
     * @param p the probabilities, each from 0 to 1
     * @return BOOL, of p's shape
     */
    public static Tensor bernoulli(Rng rng, Tensor p) {
        Tensor of = Shapes.cast(p.stopGradient(), DType.F64);
        requireBetween("bernoulli", of, 0, 1);
        return Comparisons.lt(Random.uniform(rng, DType.F64, 0, 1, p.shape().toArray()), of);
    }

    /** Checks all elements; NaN lies nowhere. */
    private static void requireBetween(String op, Tensor x, double least, double most) {
        if (x.size() == 0) {
            return;
        }
        double low = Reductions.min(x).item();
        double high = Reductions.max(x).item();
        if (!(low >= least && high <= most)) {
            throw new IllegalArgumentException(op + " of " + x.dtype() + " " + x.shape() + ", from " + low + " to "
                    + high + ": numbers from " + least + " to " + most + " expected");
        }
    }

    /** Checks that the greatest of each row lies between two bounds, neither included. */
    private static void requireRows(String op, Tensor x, double above, double below) {
        double[] greatest = x.size() == 0 ? new double[0] : Reductions.max(x, false, -1).toDoubleArray();
        for (int row = 0; row < greatest.length; row++) {
            if (!(greatest[row] > above && greatest[row] < below)) {
                throw new IllegalArgumentException(op + " of " + x.dtype() + " " + x.shape() + ": the greatest of row "
                        + row + " is " + greatest[row] + ", above " + above + " and below " + below + " expected");
            }
        }
    }

    /**
     * A class for each row of logits, by the greatest sum of logit and Gumbel number (the Gumbel-max trick): class i
     * with probability {@code softmax(logits)[i]}, one of logit negative infinity never.
     *
     * @param rng what it draws from
     * @param logits [..., classes]; a constant added to a row changes nothing
     * @return I64, [...]
     * @throws IllegalArgumentException if there are no classes, or a row has no finite greatest logit
     */
    public static Tensor categorical(Rng rng, Tensor logits) {
        if (logits.rank() == 0 || logits.dim(-1) == 0) {
            throw new IllegalArgumentException("categorical of " + logits.shape() + ": [..., classes] expected");
        }
        Tensor x = Broadcast.floating(logits.stopGradient());
        requireRows("categorical", x, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
        return Reductions.argMax(x.plus(gumbel(rng, x.dtype(), x.shape().toArray())), -1, false);
    }

    /**
     * Several classes for each row of probabilities. Without replacement a class is drawn at most once: the next one in
     * proportion to the probabilities of those that are left, by the greatest sums of logarithm and Gumbel number (Kool
     * et al., 1903.06059), in the order in which they are drawn.
     *
     * @param rng what it draws from
     * @param probabilities [..., classes], not negative and finite; they need not sum to 1. One of 0 is never drawn
     * @param draws how many for each row
     * @param replacement whether a class may be drawn again
     * @return I64, [..., draws]
     * @throws IllegalArgumentException if there are no classes, a number is negative or not finite, or a row has none
     * above 0, or without replacement fewer than draws
     */
    public static Tensor multinomial(Rng rng, Tensor probabilities, int draws, boolean replacement) {
        if (probabilities.rank() == 0 || probabilities.dim(-1) == 0 || draws < 0) {
            throw new IllegalArgumentException("multinomial of " + probabilities.shape() + ", " + draws
                    + " draws: [..., classes], and a number that is not negative, expected");
        }
        Tensor x = Broadcast.floating(probabilities.stopGradient());
        requireBetween("multinomial", x, 0, Double.MAX_VALUE);
        requireRows("multinomial", x, 0, Double.POSITIVE_INFINITY);
        if (replacement) {
            Tensor rows = Shapes.unsqueeze(x.log(), -2);
            return categorical(rng, Shapes.expand(rows, rows.shape().with(-2, draws)));
        }
        long[] possible = Reductions.sum(Comparisons.gt(x, 0), false, -1).toLongArray();
        for (int row = 0; row < possible.length; row++) {
            if (possible[row] < draws) {
                throw new IllegalArgumentException("multinomial of " + x.shape() + " without replacement: row " + row
                        + " has " + possible[row] + " classes that can be drawn, at least " + draws + " expected");
            }
        }
        Tensor keys = x.log().plus(gumbel(rng, x.dtype(), x.shape().toArray()));
        return Sorting.topK(keys, draws, -1, true).indices();
    }

    /**
     * The numbers from 0 up in a random order.
     *
     * @param rng what it draws from
     * @param n how many
     * @return I64 [n], every order as likely
     */
    public static Tensor permutation(Rng rng, int n) {
        return Shapes.cast(Tensor.of(NdArray.of(rng.permutation(n), n)), DType.I64);
    }
}

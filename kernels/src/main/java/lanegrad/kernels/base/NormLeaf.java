package lanegrad.kernels.base;

import java.util.List;
import lanegrad.kernels.Threshold;
import lanegrad.parallel.Scratch;

/**
 * The inner loops of softmax, layer norm, RMS norm and cross-entropy for one type: a range of rows at a time. RMS norm
 * is layer norm of a call that is not {@link NormCall#centred}.
 */
public abstract class NormLeaf {

    /** For subclasses. */
    protected NormLeaf() {
    }

    /** {@code out = softmax(x)}. */
    protected abstract void softmax(NormCall call, long from, long to);

    /** {@code out = x (g - sum(g x))}, 0 where x is 0. */
    protected abstract void softmaxBackward(NormCall call, long from, long to);

    /** {@code out = log(softmax(x))}. */
    protected abstract void logSoftmax(NormCall call, long from, long to);

    /** {@code out = g - exp(x) sum(g)}, 0 where x is negative infinity. */
    protected abstract void logSoftmaxBackward(NormCall call, long from, long to);

    /** {@code out = (x - mean) rstd gamma + beta}, with mean, if rows are centred, and rstd of each row. */
    protected abstract void layerNorm(NormCall call, long from, long to);

    /** The gradient of x, if the call has an out. */
    protected abstract void layerNormInput(NormCall call, long from, long to);

    /** Makes room for so many elements of the type in scratch memory that pieces will share. */
    protected abstract void reserve(Scratch parts, int length);

    /**
     * The part of the gradients of gamma and beta that these rows give.
     *
     * @param parts receives them as part number {@code part}
     */
    protected abstract void layerNormParameters(NormCall call, long from, long to, Scratch parts, int part);

    /** Adds up columns {@code from} to {@code to} of the first parts, in order, into the call's dgamma and dbeta. */
    protected abstract void layerNormMerge(NormCall call, long from, long to, Scratch parts, int count);

    /** {@code lse = log(sum(exp(x)))} and {@code loss = lse - x[target]}. */
    protected abstract void crossEntropy(NormCall call, long from, long to);

    /** {@code out = g (softmax(x) - onehot(target))}, with the lse of each row. */
    protected abstract void crossEntropyBackward(NormCall call, long from, long to);

    /** The sizes at which these loops change their way. */
    protected abstract List<Threshold> thresholds();
}

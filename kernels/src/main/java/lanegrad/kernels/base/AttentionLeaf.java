package lanegrad.kernels.base;

import java.util.List;
import lanegrad.kernels.Threshold;
import lanegrad.parallel.Scratch;

/** The inner loops of attention for one type: ranges of one head. */
public abstract class AttentionLeaf {

    /** For subclasses. */
    protected AttentionLeaf() {
    }

    /** Outputs and log-sum-exps of queries {@code from} to {@code to} of a head. */
    protected abstract void forward(AttentionCall call, int b, int h, int from, int to);

    /** All gradients of a head. */
    protected abstract void backward(AttentionCall call, int b, int h);

    /** How many elements a part of the queries' gradient of one head takes, or 0 if heads cannot be divided by keys. */
    protected long partLength(AttentionCall call) {
        return 0;
    }

    /** The keys of a head that one part is made of are a multiple of this. */
    protected int partKeys() {
        return Integer.MAX_VALUE;
    }

    /** Makes room for so many elements in scratch memory that pieces will share. */
    protected void reserve(Scratch parts, int length) {
        throw new UnsupportedOperationException();
    }

    /**
     * Gradients of keys and values {@code from} to {@code to} of a head, and their part of the queries' gradient.
     *
     * @param parts where the part goes
     * @param at its first element there
     */
    protected void backward(AttentionCall call, int b, int h, int from, int to, Scratch parts, int at) {
        throw new UnsupportedOperationException();
    }

    /** Adds up the parts of a head's queries' gradient, in order, from {@code at} on. */
    protected void merge(AttentionCall call, int b, int h, Scratch parts, int at, int count) {
        throw new UnsupportedOperationException();
    }

    /** The sizes at which these loops change their way. */
    protected abstract List<Threshold> thresholds();
}

package lanegrad.nn.layers;

import lanegrad.autograd.Tensor;
import lanegrad.autograd.ops.Random;
import lanegrad.nn.Layer;
import lanegrad.random.Rng;

/**
 * In training, each element becomes 0 with probability p, and is else divided by {@code 1 - p}; in evaluation, the
 * identity (Srivastava et al., 2014).
 */
public final class Dropout extends Layer {

    private final double p;
    private Rng rng;

    private Dropout(double p) {
        if (!(p >= 0 && p < 1)) {
            throw new IllegalArgumentException("dropout with probability " + p + ": from 0 up to, but not, 1 expected");
        }
        this.p = p;
    }

    /**
     * A layer that draws from a generator.
     *
     * @param p the probability, from 0 up to, but not, 1
     * @param rng what the layer draws from in training
     */
    public Dropout(double p, Rng rng) {
        this(p);
        this.rng = rng;
    }

    /**
     * A layer without a generator; before it is trained, {@link #drawFrom} gives it one.
     *
     * @param p the probability, from 0 up to, but not, 1
     * @return the layer
     */
    public static Dropout unset(double p) {
        return new Dropout(p);
    }

    @Override
    public void drawFrom(Rng generator) {
        this.rng = generator;
    }

    @Override
    protected Tensor compute(Tensor x) {
        return isActive() ? Random.dropout(x, p, generator()) : x;
    }

    /**
     * Whether the layer changes anything now.
     *
     * @return true in training, if p is not 0
     */
    public boolean isActive() {
        return p > 0 && isTraining();
    }

    /**
     * The probability of 0.
     *
     * @return p
     */
    public double p() {
        return p;
    }

    /**
     * What it draws from, for ops that drop elements themselves.
     *
     * @return the generator
     * @throws IllegalStateException if there is none yet
     */
    public Rng generator() {
        if (rng == null) {
            throw new IllegalStateException("dropout in training without a generator: call drawFrom(rng) on the model");
        }
        return rng;
    }
}

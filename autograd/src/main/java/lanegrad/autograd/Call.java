package lanegrad.autograd;

import lanegrad.array.NdArray;
import lanegrad.array.Shape;

/**
 * One application of an op: what its forward and its rule see.
 *
 * <p>In a forward, all inputs are at hand. In a rule, shapes are, and the values that the rule said it uses.
 */
public sealed interface Call permits Node, Unrecorded {

    /**
     * How many inputs there are.
     *
     * @return the number
     */
    int arity();

    /**
     * The values of an input, for kernels.
     *
     * @param i which
     * @return its array
     */
    NdArray array(int i);

    /**
     * An input, for rules and composites; while a graph of gradients is built it is connected to the graph.
     *
     * @param i which
     * @return the tensor
     */
    Tensor input(int i);

    /**
     * The shape of an input, always known.
     *
     * @param i which
     * @return its shape
     */
    Shape shape(int i);

    /**
     * The output's values, for kernels of a rule that uses {@link Rule#OUTPUT}.
     *
     * @return its array
     */
    NdArray outputArray();

    /**
     * The output, for rules that use {@link Rule#OUTPUT}; connected to the graph while one is built.
     *
     * @return the tensor
     */
    Tensor output();

    /**
     * What else the op was called with.
     *
     * @param type its class
     * @param <A> its type
     * @return the attributes
     */
    <A> A attributes(Class<A> type);

    /**
     * Whether an input's gradient is wanted.
     *
     * @param i which
     * @return true if it leads to something whose gradient is asked for
     */
    boolean wants(int i);

    /**
     * Keeps an array for the backward kernel of a fused op, if this call is recorded: a statistic, a mask.
     *
     * @param extra an array made by the forward
     */
    void stash(NdArray extra);

    /**
     * What {@link #stash} kept.
     *
     * @param i the how-manieth, from 0
     * @return the array
     */
    NdArray stashed(int i);
}

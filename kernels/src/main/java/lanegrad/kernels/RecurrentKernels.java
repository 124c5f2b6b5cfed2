package lanegrad.kernels;

import java.util.List;
import lanegrad.array.NdArray;

/**
 * The part of recurrent layers that goes step by step: the product of each state with the recurrent weight, and the
 * gates. What does not depend on states (the input's product with its weight, for all steps at once; gradients of
 * weights) is left to {@link GemmKernels}.
 *
 * <p>All arrays are F32 or F64, of one type. The last axis of each but the weight lies in one run; other strides are
 * free. Gates are in PyTorch's order and layout.
 */
public interface RecurrentKernels {

    /**
     * LSTM (Hochreiter and Schmidhuber 1997): with {@code p = gates + bias + h weight^T} in four parts, i, f and o are
     * the sigmoids of the first, second and fourth, g is tanh of the third; {@code c' = f c + i g} and {@code h' = o
     * tanh(c')}.
     *
     * @param gates [steps, batch, 4 width], the input's share of the gates; receives i, f, g, o
     * @param weight [4 width, width], any strides
     * @param bias [4 width]
     * @param states [steps + 1, batch, width], of which the first is given; receives the others
     * @param cells [steps + 1, batch, width], of which the first is given; receives the others
     * @throws IllegalArgumentException if shapes or types do not fit
     */
    void lstm(NdArray gates, NdArray weight, NdArray bias, NdArray states, NdArray cells);

    /**
     * The gradients of {@link #lstm} step by step.
     *
     * @param gates what it gave
     * @param weight its weight
     * @param cells what it gave
     * @param g [steps + 1, batch, width], the gradient of the states, the first included
     * @param dgates [steps, batch, 4 width], receives the gradient of what the gates were given as
     * @param dstate [batch, width], receives the gradient of the first state
     * @param dcell [batch, width], the gradient of the last cell; receives that of the first
     */
    void lstmBackward(NdArray gates, NdArray weight, NdArray cells, NdArray g, NdArray dgates, NdArray dstate,
            NdArray dcell);

    /**
     * GRU (Cho et al., 1406.1078) whose reset gate works after the product: with {@code p = h weight^T} in three parts,
     * r and z are the sigmoids of the first two parts of {@code gates + bias + p}, {@code q = p3 + bias4}, {@code n =
     * tanh(gates3 + bias3 + r q)} and {@code h' = (1 - z) n + z h}.
     *
     * @param gates [steps, batch, 4 width], of which three parts are given, the input's share; receives r, z, n, q
     * @param weight [3 width, width], any strides
     * @param bias [4 width]
     * @param states [steps + 1, batch, width], of which the first is given; receives the others
     * @throws IllegalArgumentException if shapes or types do not fit
     */
    void gru(NdArray gates, NdArray weight, NdArray bias, NdArray states);

    /**
     * The gradients of {@link #gru} step by step.
     *
     * @param gates what it gave
     * @param weight its weight
     * @param states what it gave
     * @param g [steps + 1, batch, width], the gradient of the states, the first included
     * @param dgates [steps, batch, 4 width], receives the gradient of what the three parts of the gates were given as,
     * and behind them that of q
     * @param dstate [batch, width], receives the gradient of the first state
     */
    void gruBackward(NdArray gates, NdArray weight, NdArray states, NdArray g, NdArray dgates, NdArray dstate);

    /**
     * The sizes at which these kernels change their way.
     *
     * @return all of them
     */
    List<Threshold> thresholds();
}

package lanegrad.kernels.base;

/**
 * The gates of recurrent layers for one type: one row, of one step. The product with the recurrent weight has been
 * added when the forward loops run, and is added to dstate after the backward ones.
 */
public interface GateLeaf {

    /** Turns a row of gates into i, f, g, o, and gives the cell and the state behind the step. */
    void lstm(RecurrentOperands of, long step, long row);

    /**
     * From the gradients of the state and the cell behind the step to those of the gates; dcell becomes the gradient of
     * the cell before it, and dstate that of the state before it, but for the product: g.
     */
    void lstmBackward(RecurrentOperands of, long step, long row);

    /** Turns a row of gates into r, z, n, q, and gives the state behind the step. */
    void gru(RecurrentOperands of, long step, long row);

    /**
     * From the gradient of the state behind the step to those of the gates; dstate becomes the gradient of the state
     * before it, but for the product.
     */
    void gruBackward(RecurrentOperands of, long step, long row);
}

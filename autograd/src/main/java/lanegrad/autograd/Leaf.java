package lanegrad.autograd;

import lanegrad.array.NdArray;
import lanegrad.kernels.BinaryOp;
import lanegrad.memory.Lease;
import lanegrad.memory.Scope;

/** Where gradients end: the node of a parameter, or of a tensor that was asked to require a gradient. */
final class Leaf extends Node {

    private static final Op LEAF = new Op("leaf", _ -> {
        throw new IllegalStateException("a leaf is not computed");
    }, new Rule.Missing());

    boolean frozen;
    private Tensor gradient;
    private Lease lease;

    Leaf() {
        super(LEAF);
    }

    synchronized Tensor gradient() {
        return gradient;
    }

    /** Forgets the gradient; its memory goes back at once. */
    synchronized void clearGradient() {
        gradient = null;
        if (lease != null) {
            lease.replace(null);
        }
    }

    /**
     * Adds a gradient that a pass has finished. The gradient's storage is taken over if nobody else has it.
     *
     * @param g values, off the tape
     */
    synchronized void accumulate(Tensor g) {
        if (gradient != null && gradient.array().isSoleHolder()) {
            NdArray sum = gradient.array();
            Tape.get().kernels.map().binary(BinaryOp.ADD, sum, g.array(), sum);
            return;
        }
        try (Scope _ = Scope.open("accumulate")) {
            NdArray owned;
            if (gradient != null) {
                owned = NdArray.empty(g.dtype(), g.shape());
                Tape.get().kernels.map().binary(BinaryOp.ADD, gradient.array(), g.array(), owned);
            } else if (g.array().isSoleHolder() && g.array().isContiguous()) {
                owned = g.array();
            } else {
                owned = NdArray.empty(g.dtype(), g.shape());
                Tape.get().kernels.copy().copy(g.array(), owned);
            }
            if (lease == null) {
                lease = Lease.of(null);
            }
            gradient = new Tensor(owned.moveTo(lease), null);
        }
    }

    @Override
    void letGo() {
        super.letGo();
        synchronized (this) {
            gradient = null;
            if (lease != null) {
                lease.close();
                lease = null;
            }
        }
    }
}

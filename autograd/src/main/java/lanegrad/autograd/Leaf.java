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

    /** All handles of a leaf lie alike, so that one outline does for every call that it is an input of. */
    private NdArray outline;

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
        NdArray array = g.array();
        if (gradient != null && gradient.array().isSoleHolder()) {
            NdArray sum = gradient.array();
            Tape.get().kernels.map().binary(BinaryOp.ADD, sum, array, sum);
        } else if (gradient == null && array.isSoleHolder() && array.isContiguous()) {
            take(array);
        } else {
            try (Scope _ = Scope.open("accumulate")) {
                NdArray owned = NdArray.empty(g.dtype(), g.shape());
                if (gradient != null) {
                    Tape.get().kernels.map().binary(BinaryOp.ADD, gradient.array(), array, owned);
                } else {
                    Tape.get().kernels.copy().copy(array, owned);
                }
                take(owned);
            }
        }
    }

    private void take(NdArray owned) {
        if (lease == null) {
            lease = Lease.of(null);
        }
        gradient = new Tensor(owned.moveTo(lease), null);
    }

    @Override
    synchronized NdArray outline(NdArray result) {
        if (outline == null) {
            outline = result.outline();
        }
        return outline;
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

package lanegrad.autograd;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.memory.Resource;

/**
 * A call on the tape: the op, the nodes of its inputs, and the values that its rule will need.
 *
 * <p>A node is a counted resource. The scope of its result holds it, and so does every later node that has its result
 * as an input; when nobody does any more, it lets go of what it saved. A graph whose backward never runs therefore ends
 * with its scope. A node does not hold the tensors it was called with: what belongs to no scope could otherwise be
 * collected only one node at a time.
 */
sealed class Node extends Resource implements Call permits Leaf {

    /** How many inputs a set of uses can name one by one. */
    private static final int BITS = 31;

    private static final int EVERYTHING = ~0;

    private static final Node[] NO_PARENTS = {};

    final Op op;
    final Object attributes;

    /** What the forward works on; nobody needs it afterwards. */
    private Tensor[] inputs;

    /** Of a recorded call: the nodes of its inputs, null for those that are on no tape. */
    private Node[] parents;

    /**
     * Of a recorded call: the inputs, the output if it is saved, and the stash; outlines, from which usable handles are
     * made when a rule asks.
     */
    private NdArray[] arrays;
    private int saved;
    private byte stashed; // a few at most: a node shall be small
    private boolean spent;
    long time;
    List<UnaryOperator<Tensor>> hooks;
    Throwable creation;

    /** The backward pass that made this node for itself, or null: then nobody but that pass can ever reach it. */
    private BackwardPass maker;

    /** The backward pass that works on this node now, and what it knows of it; null between passes. */
    private BackwardPass pass;
    boolean needed;
    Tensor pending;

    Node(Op op, Object attributes, Tensor[] inputs) {
        this.op = op;
        this.attributes = attributes;
        this.inputs = inputs;
    }

    /** A node without inputs. */
    Node(Op op) {
        this.op = op;
        this.attributes = null;
        this.parents = NO_PARENTS;
    }

    /** Puts the call on the tape: saves what its rule uses, and holds the nodes of its inputs. */
    Tensor record(Tape tape, NdArray result) {
        int count = inputs.length;
        saved = uses();
        time = tape.tick(inputs);
        maker = tape.unfolding;
        if (tape.anomaly) {
            creation = new Throwable(op.name() + " was recorded here");
        }
        parents = new Node[count];
        boolean output = (saved & Rule.OUTPUT) != 0;
        if (arrays == null) {
            arrays = new NdArray[output ? count + 1 : count];
        }
        for (int i = 0; i < count; i++) {
            NdArray input = inputs[i].array();
            if (isSaved(i)) {
                input.save();
            }
            Node parent = inputs[i].node();
            arrays[i] = parent == null ? input.outline() : parent.outline(input);
            if (parent != null) {
                parent.retain();
                parents[i] = parent;
            }
        }
        if (output) {
            result.save();
            arrays[count] = result.outline();
        }
        inputs = null;
        return new Tensor(result, this);
    }

    /** A handle of this node's result for a later node to remember. */
    NdArray outline(NdArray result) {
        return result.outline();
    }

    /** The values that the gradients of the tracked inputs need. */
    private int uses() {
        return switch (op.rule()) {
            case Rule.PerInput rule -> {
                if (rule.uses().size() != inputs.length) {
                    throw new IllegalArgumentException(op.name() + " of " + inputs.length + " inputs: its rule is for "
                            + rule.uses().size());
                }
                int uses = 0;
                for (int i = 0; i < inputs.length; i++) {
                    if (inputs[i].isTracked()) {
                        uses |= rule.uses().get(i);
                    }
                }
                yield uses;
            }
            case Rule.Fused rule -> rule.uses() | EVERYTHING & ~Rule.OUTPUT;
            case Rule.Recomputed _ -> EVERYTHING & ~Rule.OUTPUT;
            case Rule.Variadic _,Rule.None _,Rule.Missing _ -> Rule.NOTHING;
        };
    }

    /** Rules of single inputs name at most the first 31; ops that are computed again need every one. */
    private boolean isSaved(int i) {
        return i < BITS ? (saved & 1 << i) != 0 : (saved | Rule.OUTPUT) == EVERYTHING;
    }

    boolean isSpent() {
        return spent;
    }

    boolean isMadeBy(BackwardPass someone) {
        return maker == someone;
    }

    /** After its rule has run for the last time: what was saved goes back at once. */
    void spend() {
        spent = true;
        letGo();
    }

    /** Lets go of everything held, once. */
    void letGo() {
        NdArray[] values = arrays;
        Node[] above = parents;
        int count = above != null ? above.length : inputs != null ? inputs.length : 0;
        arrays = null;
        parents = null;
        if (values != null) {
            for (int i = 0; i < values.length; i++) {
                if (values[i] != null && (i >= count || isSaved(i))) {
                    values[i].unsave();
                }
            }
        }
        if (above != null) {
            for (Node parent : above) {
                if (parent != null) {
                    parent.release();
                }
            }
        }
    }

    @Override
    protected void dispose() {
        Tape.get().dispose(this);
    }

    /** The nodes of the inputs, null for those that are on no tape. */
    Node[] parents() {
        return parents;
    }

    /** Takes the node for a pass; two passes at once would mix their gradients. */
    final synchronized boolean acquire(BackwardPass taker) {
        if (pass == null) {
            pass = taker;
            return true;
        }
        return false;
    }

    final synchronized boolean isAcquiredBy(BackwardPass other) {
        return pass == other;
    }

    /** Ends the work of a pass on this node. */
    final synchronized void yieldNode() {
        pass = null;
        pending = null;
        needed = false;
    }

    final Tensor applyHooks(Tensor g) {
        Tensor result = g;
        if (hooks != null) {
            for (UnaryOperator<Tensor> hook : hooks) {
                Tensor changed = hook.apply(result);
                if (changed == null || !changed.shape().equals(g.shape()) || changed.dtype() != g.dtype()) {
                    throw new IllegalStateException("a gradient hook returned "
                            + (changed == null ? "null" : changed.dtype() + " " + changed.shape()) + " for a gradient "
                            + g.dtype() + " " + g.shape());
                }
                result = changed;
            }
        }
        return result;
    }

    final void addHook(UnaryOperator<Tensor> hook) {
        if (hooks == null) {
            hooks = new ArrayList<>(2);
        }
        hooks.add(hook);
    }

    @Override
    public int arity() {
        return inputs != null ? inputs.length : parents.length;
    }

    @Override
    public NdArray array(int i) {
        if (inputs != null) {
            return inputs[i].array();
        }
        return isSaved(i) ? saved(i) : undeclared("input " + i);
    }

    /** A usable handle: the one that is remembered if its scope is open still, else one that is made once. */
    private NdArray saved(int i) {
        if (!arrays[i].isUsable()) {
            arrays[i] = arrays[i].saved();
        }
        return arrays[i];
    }

    @Override
    public Tensor input(int i) {
        return Tensor.connected(array(i), inputs == null && Tape.get().recording ? parents[i] : null);
    }

    @Override
    public Shape shape(int i) {
        return inputs != null ? inputs[i].shape() : arrays[i].shape();
    }

    /** The type of an input. */
    DType dtype(int i) {
        return arrays[i].dtype();
    }

    @Override
    public NdArray outputArray() {
        return (saved & Rule.OUTPUT) != 0 ? saved(parents.length) : undeclared("output");
    }

    @Override
    public Tensor output() {
        return Tensor.connected(outputArray(), Tape.get().recording ? this : null);
    }

    private NdArray undeclared(String what) {
        throw new IllegalStateException(
                "the rule of " + op.name() + " asks for the " + what + ", which it did not say it uses");
    }

    @Override
    public <A> A attributes(Class<A> type) {
        return type.cast(attributes);
    }

    @Override
    public boolean wants(int i) {
        Node parent = parents[i];
        return parent != null && parent.needed;
    }

    @Override
    public void stash(NdArray extra) {
        int at = inputs.length + 1 + stashed; // the place before is the output's
        if (arrays == null) {
            arrays = new NdArray[at + 2];
        } else if (at == arrays.length) {
            arrays = Arrays.copyOf(arrays, at + 2);
        }
        extra.save();
        arrays[at] = extra.outline();
        stashed++;
    }

    @Override
    public NdArray stashed(int i) {
        return saved(parents.length + 1 + Objects.checkIndex(i, stashed));
    }

    @Override
    public String toString() {
        return "Node[" + op.name() + ", time " + time + (spent ? ", spent]" : "]");
    }
}

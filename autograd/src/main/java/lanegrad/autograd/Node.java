package lanegrad.autograd;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.memory.Resource;

/**
 * A call on the tape: the op, its inputs, and the values that its rule will need.
 *
 * <p>A node is a counted resource. The scope of its result holds it, and so does every later node that has its result
 * as an input; when nobody does any more, it lets go of what it saved. A graph whose backward never runs therefore ends
 * with its scope.
 */
sealed class Node extends Resource implements Call permits Leaf {

    final Op op;
    final Object attributes;
    private Tensor[] inputs;
    private NdArray[] saved;
    private NdArray[] stash;
    private final boolean recorded;
    private boolean spent;
    long time;
    List<UnaryOperator<Tensor>> hooks;
    Throwable creation;

    /** The backward pass that works on this node now, and what it knows of it; null between passes. */
    private BackwardPass pass;
    boolean needed;
    int order;
    Tensor pending;

    Node(Op op, Object attributes, Tensor[] inputs, boolean recorded) {
        this.op = op;
        this.attributes = attributes;
        this.inputs = inputs;
        this.recorded = recorded;
    }

    /** Puts the call on the tape: saves what its rule uses, and holds the nodes of its inputs. */
    Tensor record(Tape tape, NdArray result) {
        time = tape.tick(inputs);
        if (tape.anomaly) {
            creation = new Throwable(op.name() + " was recorded here");
        }
        int uses = uses();
        if (uses != 0) {
            saved = new NdArray[inputs.length + 1];
            for (int i = 0; i < inputs.length && i < 31; i++) {
                if ((uses & 1 << i) != 0) {
                    saved[i] = inputs[i].array().save();
                }
            }
            if ((uses & Rule.OUTPUT) != 0) {
                saved[inputs.length] = result.save();
            }
        }
        for (Tensor input : inputs) {
            if (input.node() != null) {
                input.node().retain();
            }
        }
        return new Tensor(result, this);
    }

    /** The values that the gradients of the tracked inputs need. */
    private int uses() {
        return switch (op.rule()) {
            case Rule.PerInput rule -> {
                int uses = 0;
                for (int i = 0; i < inputs.length; i++) {
                    if (inputs[i].isTracked()) {
                        uses |= rule.uses().get(i);
                    }
                }
                yield uses;
            }
            case Rule.Fused rule -> rule.uses() | (1 << inputs.length) - 1;
            case Rule.Recomputed _ -> (1 << inputs.length) - 1;
            case Rule.Variadic _,Rule.None _,Rule.Missing _ -> Rule.NOTHING;
        };
    }

    /** Gives up a call whose forward failed. */
    void abandon() {
        dropStash();
    }

    boolean isSpent() {
        return spent;
    }

    /** After its rule has run for the last time: what was saved goes back at once. */
    void spend() {
        spent = true;
        letGo();
    }

    /** Lets go of everything held, once. */
    void letGo() {
        Tensor[] held = inputs;
        if (held == null) {
            return;
        }
        inputs = null;
        if (saved != null) {
            for (NdArray array : saved) {
                if (array != null) {
                    array.unsave();
                }
            }
            saved = null;
        }
        dropStash();
        if (recorded) {
            for (Tensor input : held) {
                if (input.node() != null) {
                    input.node().release();
                }
            }
        }
    }

    private void dropStash() {
        if (stash != null) {
            for (NdArray array : stash) {
                array.unsave();
            }
            stash = null;
        }
    }

    @Override
    protected void dispose() {
        Tape.get().dispose(this);
    }

    Tensor[] inputs() {
        return inputs;
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

    final synchronized void yieldTo(BackwardPass none) {
        pass = none;
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
        return inputs.length;
    }

    @Override
    public NdArray array(int i) {
        return saved == null ? inputs[i].array() : savedAt(i, "input " + i);
    }

    @Override
    public Tensor input(int i) {
        return Tensor.connected(array(i), Tape.get().recording ? inputs[i].node() : null);
    }

    @Override
    public Shape shape(int i) {
        return inputs[i].shape();
    }

    @Override
    public NdArray outputArray() {
        return savedAt(inputs.length, "output");
    }

    @Override
    public Tensor output() {
        return Tensor.connected(outputArray(), Tape.get().recording ? this : null);
    }

    private NdArray savedAt(int i, String what) {
        NdArray array = saved == null ? null : saved[i];
        if (array == null) {
            throw new IllegalStateException(
                    "the rule of " + op.name() + " asks for the " + what + ", which it did not say it uses");
        }
        return array;
    }

    @Override
    public <A> A attributes(Class<A> type) {
        return type.cast(attributes);
    }

    @Override
    public boolean wants(int i) {
        Node node = inputs[i].node();
        return node != null && node.needed;
    }

    @Override
    public void stash(NdArray extra) {
        if (!recorded) {
            return;
        }
        stash = stash == null ? new NdArray[1] : Arrays.copyOf(stash, stash.length + 1);
        stash[stash.length - 1] = extra.save();
    }

    @Override
    public NdArray stashed(int i) {
        return stash[i];
    }

    @Override
    public String toString() {
        return "Node[" + op.name() + ", time " + time + (spent ? ", spent]" : "]");
    }
}

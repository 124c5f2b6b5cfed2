package lanegrad.autograd;

import lanegrad.array.NdArray;
import lanegrad.array.Shape;

/** A call that nobody will differentiate: what its forward sees, and nothing that stays. */
record Unrecorded(Op op, Object attributes, Tensor[] inputs) implements Call {

    @Override
    public int arity() {
        return inputs.length;
    }

    @Override
    public NdArray array(int i) {
        return inputs[i].array();
    }

    @Override
    public Tensor input(int i) {
        return Tensor.connected(array(i), null);
    }

    @Override
    public Shape shape(int i) {
        return inputs[i].shape();
    }

    @Override
    public NdArray outputArray() {
        throw new IllegalStateException("the forward of " + op.name() + " asks for its output");
    }

    @Override
    public Tensor output() {
        return Tensor.connected(outputArray(), null);
    }

    @Override
    public <A> A attributes(Class<A> type) {
        return type.cast(attributes);
    }

    @Override
    public boolean wants(int i) {
        return false;
    }

    @Override
    public void stash(NdArray extra) {
        // nobody will ask for it
    }

    @Override
    public NdArray stashed(int i) {
        throw new IllegalStateException("the forward of " + op.name() + " asks for what it stashed");
    }
}

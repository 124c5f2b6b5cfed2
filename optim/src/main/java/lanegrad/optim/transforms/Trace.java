package lanegrad.optim.transforms;

import java.util.List;
import java.util.Optional;
import lanegrad.array.NdArray;
import lanegrad.autograd.Autograd;
import lanegrad.kernels.BinaryOp;
import lanegrad.kernels.MapKernels;
import lanegrad.optim.Counters;
import lanegrad.optim.GradientTransform;
import lanegrad.optim.StateBuilder;
import lanegrad.optim.Update;
import lanegrad.optim.Updates;

/** Momentum, plain or Nesterov's. */
record Trace(double momentum, double dampening, boolean nesterov) implements GradientTransform {

    Trace {
        if (!(momentum >= 0 && momentum < 1)) {
            throw new IllegalArgumentException("trace: momentum " + momentum + ": at least 0 and below 1 expected");
        }
        if (!(dampening >= 0 && dampening <= 1)) {
            throw new IllegalArgumentException(
                    "trace: dampening " + dampening + ": at least 0 and at most 1 expected");
        }
        if (nesterov && (momentum == 0 || dampening != 0)) {
            throw new IllegalArgumentException("trace: Nesterov with momentum " + momentum + " and dampening "
                    + dampening + ": momentum, and no dampening, expected");
        }
    }

    /** What is remembered; a fused step remembers the same. */
    record Memory(NdArray[] buffers, double dampening, Counters steps) {

        /** How much of the gradient does not enter the buffer in this step: nothing in a parameter's first. */
        double nextDampening(int index) {
            return steps == null || steps.increment(index) == 1 ? 0 : dampening;
        }
    }

    Memory memory(StateBuilder state) {
        return new Memory(state.zeros("momentum_buffer"), dampening,
                dampening == 0 ? null : state.counters("step"));
    }

    @Override
    public Bound bind(StateBuilder state) {
        return new Running(this, memory(state), state.scratch());
    }

    @Override
    public Optional<GradientTransform> fuse(List<GradientTransform> following) {
        return following.isEmpty() ? Optional.of(new FusedSgd(null, this)) : Optional.empty();
    }

    private record Running(Trace trace, Memory memory, NdArray[] scratch) implements Bound {

        @Override
        public void apply(Updates updates) {
            updates.makeWritable();
            MapKernels map = Autograd.kernels().map();
            for (int i = 0; i < updates.size(); i++) {
                Update update = updates.get(i);
                NdArray d = update.writable();
                NdArray buffer = memory.buffers[update.index()];
                NdArray part = scratch[update.index()];
                map.binary(BinaryOp.MUL, d, 1 - memory.nextDampening(update.index()), part);
                map.binary(BinaryOp.MUL, buffer, trace.momentum, buffer);
                map.binary(BinaryOp.ADD, buffer, part, buffer);
                if (trace.nesterov) {
                    map.binary(BinaryOp.MUL, buffer, trace.momentum, part);
                    map.binary(BinaryOp.ADD, d, part, d);
                } else {
                    update.values(buffer);
                }
            }
        }
    }
}

package lanegrad.optim.transforms;

import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import lanegrad.array.NdArray;
import lanegrad.autograd.Autograd;
import lanegrad.autograd.Parameter;
import lanegrad.kernels.BinaryOp;
import lanegrad.kernels.MapKernels;
import lanegrad.optim.GradientTransform;
import lanegrad.optim.StateBuilder;
import lanegrad.optim.Update;
import lanegrad.optim.Updates;

/** Adds to each update a multiple of its parameter. */
record AddDecayedWeights(double decay, BiPredicate<String, Parameter> mask) implements GradientTransform {

    AddDecayedWeights {
        if (!(decay >= 0 && decay < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "addDecayedWeights: decay " + decay + ": a finite number of at least 0 expected");
        }
    }

    /** The decay of each parameter. */
    double[] decays(StateBuilder state) {
        double[] decays = new double[state.size()];
        for (int i = 0; i < decays.length; i++) {
            decays[i] = mask.test(state.name(i), state.parameter(i)) ? decay * state.group(i).decayFactor() : 0;
        }
        return decays;
    }

    @Override
    public Bound bind(StateBuilder state) {
        return new Running(decays(state), decay == 0 ? null : state.scratch());
    }

    /** In front of momentum this is the L2 that the SGD kernel knows. */
    @Override
    public Optional<GradientTransform> fuse(List<GradientTransform> following) {
        if (following.size() == 1 && following.getFirst() instanceof Trace trace) {
            return Optional.of(new FusedSgd(this, trace));
        }
        return following.isEmpty() ? Optional.of(new FusedSgd(this, null)) : Optional.empty();
    }

    private record Running(double[] decays, NdArray[] scratch) implements Bound {

        @Override
        public void apply(Updates updates) {
            for (int i = 0; i < updates.size(); i++) {
                Update update = updates.get(i);
                if (decays[update.index()] != 0) {
                    update.writable();
                }
            }
            MapKernels map = Autograd.kernels().map();
            for (int i = 0; i < updates.size(); i++) {
                Update update = updates.get(i);
                double by = decays[update.index()];
                if (by != 0) {
                    NdArray d = update.writable();
                    NdArray decayed = scratch[update.index()];
                    map.binary(BinaryOp.MUL, update.parameter().array(), by, decayed);
                    map.binary(BinaryOp.ADD, d, decayed, d);
                }
            }
        }
    }
}

package lanegrad.optim.transforms;

import lanegrad.array.NdArray;
import lanegrad.autograd.Autograd;
import lanegrad.kernels.UpdateKernels;
import lanegrad.optim.GradientTransform;
import lanegrad.optim.StateBuilder;
import lanegrad.optim.Update;
import lanegrad.optim.Updates;

/** Coupled decay, momentum (either may be absent) and the change of the parameters in one kernel. */
record FusedSgd(AddDecayedWeights decay, Trace trace) implements GradientTransform {

    @Override
    public Bound bind(StateBuilder state) {
        return new Running(trace, trace == null ? null : trace.memory(state),
                decay == null ? new double[state.size()] : decay.decays(state));
    }

    private record Running(Trace trace, Trace.Memory memory, double[] decays) implements Bound {

        @Override
        public void apply(Updates updates) {
            UpdateKernels kernels = Autograd.kernels().update();
            for (int i = 0; i < updates.size(); i++) {
                Update update = updates.get(i);
                int index = update.index();
                NdArray parameter = update.parameter().array();
                if (trace == null) {
                    kernels.sgd(parameter, update.values(), null, update.rate(), 0, 0, false, decays[index],
                            update.factor());
                } else {
                    kernels.sgd(parameter, update.values(), memory.buffers()[index], update.rate(), trace.momentum(),
                            memory.nextDampening(index), trace.nesterov(), decays[index],
                            update.factor());
                }
                update.drop();
            }
        }
    }
}

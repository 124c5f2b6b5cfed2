package lanegrad.optim.transforms;

import lanegrad.autograd.Autograd;
import lanegrad.kernels.UpdateKernels;
import lanegrad.optim.GradientTransform;
import lanegrad.optim.StateBuilder;
import lanegrad.optim.Update;
import lanegrad.optim.Updates;

/** Adam, decoupled decay and the change of the parameters in one kernel; the updates' factors cost no pass. */
record FusedAdamW(ScaleByAdam adam, AddDecayedWeights decay) implements GradientTransform {

    @Override
    public Bound bind(StateBuilder state) {
        return new Running(adam, ScaleByAdam.memory(state),
                decay == null ? new double[state.size()] : decay.decays(state));
    }

    private record Running(ScaleByAdam adam, ScaleByAdam.Memory memory, double[] decays) implements Bound {

        @Override
        public void apply(Updates updates) {
            UpdateKernels kernels = Autograd.kernels().update();
            for (int i = 0; i < updates.size(); i++) {
                Update update = updates.get(i);
                int index = update.index();
                kernels.adamW(update.parameter().array(), update.values(), memory.mean()[index],
                        memory.square()[index], update.rate(), adam.beta1(), adam.beta2(), adam.eps(), decays[index],
                        update.factor(), memory.steps().increment(index));
                update.drop();
            }
        }
    }
}

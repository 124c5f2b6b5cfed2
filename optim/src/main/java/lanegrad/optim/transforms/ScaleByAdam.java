package lanegrad.optim.transforms;

import java.util.List;
import java.util.Optional;
import lanegrad.array.NdArray;
import lanegrad.autograd.Autograd;
import lanegrad.kernels.BinaryOp;
import lanegrad.kernels.MapKernels;
import lanegrad.kernels.UnaryOp;
import lanegrad.optim.Counters;
import lanegrad.optim.GradientTransform;
import lanegrad.optim.StateBuilder;
import lanegrad.optim.Update;
import lanegrad.optim.Updates;

/** Adam's division of the mean by the root of the mean of squares. */
record ScaleByAdam(double beta1, double beta2, double eps) implements GradientTransform {

    ScaleByAdam {
        if (!(beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1)) {
            throw new IllegalArgumentException(
                    "scaleByAdam: betas " + beta1 + " and " + beta2 + ": at least 0 and below 1 expected");
        }
        if (!(eps >= 0 && eps < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("scaleByAdam: eps " + eps + ": a finite number of at least 0 expected");
        }
    }

    /** What is remembered; a fused step remembers the same. */
    record Memory(Counters steps, NdArray[] mean, NdArray[] square) {
    }

    static Memory memory(StateBuilder state) {
        return new Memory(state.counters("step"), state.zeros("exp_avg"), state.zeros("exp_avg_sq"));
    }

    @Override
    public Bound bind(StateBuilder state) {
        return new Running(this, memory(state), state.scratch());
    }

    @Override
    public Optional<GradientTransform> fuse(List<GradientTransform> following) {
        if (following.size() == 1 && following.getFirst() instanceof AddDecayedWeights decay) {
            return Optional.of(new FusedAdamW(this, decay));
        }
        return following.isEmpty() ? Optional.of(new FusedAdamW(this, null)) : Optional.empty();
    }

    private static final class Running implements Bound {

        private final ScaleByAdam adam;
        private final Memory memory;
        private final NdArray[] scratch;

        // Of the same count for nearly all parameters of a step; StrictMath's powers make garbage.
        private long corrected;
        private double meanCorrection;
        private double squareCorrection;

        Running(ScaleByAdam adam, Memory memory, NdArray[] scratch) {
            this.adam = adam;
            this.memory = memory;
            this.scratch = scratch;
        }

        @Override
        public void apply(Updates updates) {
            updates.makeWritable();
            MapKernels map = Autograd.kernels().map();
            for (int i = 0; i < updates.size(); i++) {
                Update update = updates.get(i);
                int index = update.index();
                correct(memory.steps.increment(index));
                apply(map, update, memory.mean[index], memory.square[index], scratch[index]);
            }
        }

        private void correct(long step) {
            if (step != corrected) {
                corrected = step;
                meanCorrection = 1 - StrictMath.pow(adam.beta1, step);
                squareCorrection = 1 - StrictMath.pow(adam.beta2, step);
            }
        }

        private void apply(MapKernels map, Update update, NdArray mean, NdArray square, NdArray part) {
            NdArray d = update.writable();
            map.binary(BinaryOp.MUL, d, 1 - adam.beta1, part);
            map.binary(BinaryOp.MUL, mean, adam.beta1, mean);
            map.binary(BinaryOp.ADD, mean, part, mean);
            map.unary(UnaryOp.SQUARE, d, part);
            map.binary(BinaryOp.MUL, part, 1 - adam.beta2, part);
            map.binary(BinaryOp.MUL, square, adam.beta2, square);
            map.binary(BinaryOp.ADD, square, part, square);
            map.binary(BinaryOp.DIV, square, squareCorrection, part);
            map.unary(UnaryOp.SQRT, part, part);
            map.binary(BinaryOp.ADD, part, adam.eps, part);
            map.binary(BinaryOp.DIV, mean, part, d);
            update.scale(1 / meanCorrection);
        }
    }
}

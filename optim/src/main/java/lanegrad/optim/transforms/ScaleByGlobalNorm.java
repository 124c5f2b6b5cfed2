package lanegrad.optim.transforms;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import lanegrad.autograd.Autograd;
import lanegrad.kernels.UpdateKernels;
import lanegrad.optim.GradientTransform;
import lanegrad.optim.StateBuilder;
import lanegrad.optim.Update;
import lanegrad.optim.Updates;

/** Multiplies all updates by one factor, which depends on their global norm. */
record ScaleByGlobalNorm(String name, DoubleUnaryOperator factor, NonFinite policy) implements GradientTransform {

    @Override
    public Bound bind(StateBuilder state) {
        return this::apply;
    }

    private void apply(Updates updates) {
        UpdateKernels kernels = Autograd.kernels().update();
        double sum = 0;
        for (int i = 0; i < updates.size(); i++) {
            Update update = updates.get(i);
            sum += kernels.sumOfSquares(update.values()) * (update.factor() * update.factor());
        }
        double norm = Math.sqrt(sum);
        updates.reportNorm(norm);
        if (!Double.isFinite(norm)) {
            refuse(updates, norm);
            return;
        }
        double by = factor.applyAsDouble(norm);
        for (int i = 0; i < updates.size(); i++) {
            updates.get(i).scale(by);
        }
    }

    private void refuse(Updates updates, double norm) {
        switch (policy) {
            case ERROR -> throw new ArithmeticException(name + ": the norm of the gradients is " + norm
                    + ", because of " + culprits(updates));
            case SKIP_STEP -> updates.skip();
            case ZERO -> {
                for (int i = 0; i < updates.size(); i++) {
                    Autograd.kernels().map().fill(updates.get(i).overwrite(), 0);
                }
            }
        }
    }

    private static String culprits(Updates updates) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < updates.size(); i++) {
            if (!Double.isFinite(Autograd.kernels().update().sumOfSquares(updates.get(i).values()))) {
                names.add(updates.get(i).name());
            }
        }
        return names.isEmpty() ? "their sum" : names.toString();
    }
}

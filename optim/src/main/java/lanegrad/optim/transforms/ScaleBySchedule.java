package lanegrad.optim.transforms;

import lanegrad.optim.GradientTransform;
import lanegrad.optim.Schedule;
import lanegrad.optim.StateBuilder;

/** Multiplies all updates by one factor, which depends on the step. */
record ScaleBySchedule(Schedule factor) implements GradientTransform {

    @Override
    public Bound bind(StateBuilder state) {
        return updates -> {
            double by = factor.at(updates.step());
            for (int i = 0; i < updates.size(); i++) {
                updates.get(i).scale(by);
            }
        };
    }
}

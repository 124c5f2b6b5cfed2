package lanegrad.compare.cases;

import java.util.List;

/**
 * A training step on a batch that stays the same: forward, backward, AdamW. What is compared are the losses of the
 * first steps.
 */
public interface Training extends Case {

    /** How many losses are compared. */
    int STEPS = 3;
    /** The model's parameters, in the order of its layers. */
    List<Weight> weights();

    @Override
    default double tolerance() {
        return 1e-3;
    }
}

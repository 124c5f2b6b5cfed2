/**
 * Optimizers, schedules and gradient transforms.
 */
module lanegrad.optim {
    requires transitive lanegrad.autograd;
}

/**
 * Optimizers, schedules and gradient transforms.
 */
module lanegrad.optim {
    requires transitive lanegrad.autograd;

    exports lanegrad.optim;
    exports lanegrad.optim.transforms;
}

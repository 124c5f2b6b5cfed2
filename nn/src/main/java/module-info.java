/**
 * Modules, losses, initialisers and model files.
 */
module lanegrad.nn {
    requires transitive lanegrad.autograd;
}

/**
 * Modules, losses, initialisers and model files.
 */
module lanegrad.nn {
    requires transitive lanegrad.autograd;

    exports lanegrad.nn;
    exports lanegrad.nn.attention;
    exports lanegrad.nn.init;
    exports lanegrad.nn.io;
    exports lanegrad.nn.layers;
    exports lanegrad.nn.models;
    exports lanegrad.nn.text;
}

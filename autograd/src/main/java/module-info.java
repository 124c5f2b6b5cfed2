/**
 * Tensors that remember how they were made, and their gradients of any order.
 */
module lanegrad.autograd {
    requires transitive lanegrad.kernels;
    requires jdk.jfr;

    exports lanegrad.autograd;
    exports lanegrad.autograd.ops;
}

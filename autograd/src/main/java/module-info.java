/**
 * Tensors that remember how they were made, and their gradients of any order.
 */
module lanegrad.autograd {
    requires transitive lanegrad.kernels;

    exports lanegrad.autograd;
    exports lanegrad.autograd.ops;
}

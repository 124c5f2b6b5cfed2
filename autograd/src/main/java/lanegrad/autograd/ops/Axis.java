package lanegrad.autograd.ops;

/**
 * The axis along which an op works.
 *
 * @param axis counted from the front
 */
record Axis(int axis) {
}

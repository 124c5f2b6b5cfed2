/**
 * Off-heap memory, n-dimensional arrays, and numeric kernels written with the Vector API.
 *
 * <p>The incubator module is required and not merely used when present: a program on the module path gets vector
 * kernels without a flag. On the class path, where this descriptor is not read, {@code --add-modules
 * jdk.incubator.vector} has the same effect, and without it the scalar kernels run.
 */
module lanegrad.kernels {
    requires jdk.incubator.vector;
    requires jdk.jfr;
    requires jdk.management;

    exports lanegrad.array;
    exports lanegrad.kernels;
    exports lanegrad.memory;
    exports lanegrad.parallel;
    exports lanegrad.random;
}

package lanegrad.kernels.simd;

/**
 * A function of two operands that is computed in doubles. If it has a second step, that is given the operands and the
 * result of the first, and is a loop of its own: the compiler inlines some fifty operations on vectors and no more.
 *
 * @param first the function, or its first step
 * @param second its second step, or null
 */
record WideSteps(WideBinary first, WideTernary second) {

    WideSteps(WideBinary only) {
        this(only, null);
    }
}

package lanegrad.kernels.simd;

import static jdk.incubator.vector.VectorOperators.EQ;
import static lanegrad.kernels.simd.Lanes.DOUBLES;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;

/**
 * Lengths on vectors of doubles: the operations of {@link lanegrad.kernels.scalar.WidePower} in the same order, so the
 * same bits. Powers stay scalar: in one method of vectors they have more than the 325 bytecodes up to which the
 * compiler inlines what is hot, and would be boxed.
 */
final class LaneWideHypot {

    private LaneWideHypot() {
    }

    /** The length of (a, b), which are floats; infinite if either is. */
    static DoubleVector hypot(DoubleVector a, DoubleVector b) {
        a = DOUBLES.cast(a);
        b = DOUBLES.cast(b);
        DoubleVector length = a.fma(a, b.mul(b)).sqrt();
        VectorMask<Double> infinite = a.abs().compare(EQ, Double.POSITIVE_INFINITY)
                .or(b.abs().compare(EQ, Double.POSITIVE_INFINITY));
        return length.blend(Double.POSITIVE_INFINITY, infinite);
    }
}

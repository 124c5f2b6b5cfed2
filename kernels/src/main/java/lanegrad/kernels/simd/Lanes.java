package lanegrad.kernels.simd;

import java.nio.ByteOrder;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector shapes in use, one for each type of elements, and the classes of such vectors.
 *
 * <p>A vector that is loaded, reinterpreted, converted or carried round a loop is just a {@code FloatVector} to the
 * compiler, of no class it could call methods of. It then relies on which class it has seen there before, and where it
 * has seen none, or another part of the program has used vectors of other sizes, it leaves vectors in memory for good.
 * So such a vector is cast to its class before it is asked for anything: {@code FLOATS.cast(v)} is free in compiled
 * code.
 */
final class Lanes {

    static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    static final VectorSpecies<Double> D = DoubleVector.SPECIES_PREFERRED;
    static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
    static final VectorSpecies<Long> L = LongVector.SPECIES_PREFERRED;

    static final Class<? extends FloatVector> FLOATS = FloatVector.zero(F).getClass();
    static final Class<? extends DoubleVector> DOUBLES = DoubleVector.zero(D).getClass();
    static final Class<? extends IntVector> INTS = IntVector.zero(I).getClass();
    static final Class<? extends LongVector> LONGS = LongVector.zero(L).getClass();

    /** Floats in a vector. */
    static final int N = F.length();
    /** Bytes in a vector. */
    static final long BYTES = F.vectorByteSize();
    /** Whether eight-byte elements are worth vectors. Of two lanes compilers have no masks, and leave them to Java. */
    static final boolean WIDE = D.length() > 2;
    static final ByteOrder ORDER = ByteOrder.nativeOrder();

    private Lanes() {
    }
}

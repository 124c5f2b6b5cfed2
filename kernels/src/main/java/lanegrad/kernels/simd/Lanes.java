package lanegrad.kernels.simd;

import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/** The vector shapes in use. */
final class Lanes {

    static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
    /** Floats in a vector. */
    static final int N = F.length();
    /** Bytes in a vector. */
    static final long BYTES = F.vectorByteSize();
    static final ByteOrder ORDER = ByteOrder.nativeOrder();

    private Lanes() {
    }
}

package lanegrad.kernels;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** What another part of a program may do with vectors. A JVM without the module does not load this class. */
final class OtherVectors {

    private OtherVectors() {
    }

    /**
     * Uses masks that reach past the end of heap and native memory, and vectors of another size. The compiler's
     * knowledge of the platform's methods is shared, and makes each use of them longer from here on, or leaves the
     * class of a vector open.
     */
    static void use() {
        VectorSpecies<Float> species = FloatVector.SPECIES_PREFERRED;
        MemorySegment[] segments = {MemorySegment.ofArray(new float[9]), Arena.global().allocate(36),
            MemorySegment.ofArray(new byte[36])};
        float[] array = new float[9];
        for (int i = 0; i < 100_000; i++) {
            long at = i % 9;
            VectorMask<Float> mask = species.indexInRange(at, 9);
            MemorySegment segment = segments[i % 3];
            FloatVector sum = FloatVector.fromMemorySegment(species, segment, 4 * at, ByteOrder.nativeOrder(), mask)
                    .add(FloatVector.fromArray(species, array, (int) at, mask));
            sum.intoArray(array, (int) at, mask);
            sum.intoMemorySegment(segment, 4 * at, ByteOrder.nativeOrder(), mask);
            FloatVector small = FloatVector.fromArray(FloatVector.SPECIES_128, array, i & 3);
            small.fma(small, small).add(small).sub(small).mul(small).min(small).max(small)
                    .blend(small, small.compare(VectorOperators.LT, small)).intoArray(array, 0);
        }
    }
}

package lanegrad.kernels.base;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Tells the compiler that a segment is native memory. A loop that reads a segment of unknown kind asks at each access
 * whether it is a Java array's, as soon as any heap segment has been used anywhere in the JVM: three to four times
 * slower. A cast to the class of native segments at the start of a loop settles it.
 */
public final class Native {

    private static final Class<? extends MemorySegment> KIND = Arena.global().allocate(64, 64).getClass();

    private Native() {
    }

    /**
     * The same segment, known to be native.
     *
     * @param segment a slab's
     * @return the segment
     * @throws ClassCastException if it is a heap segment
     */
    public static MemorySegment of(MemorySegment segment) {
        return KIND.cast(segment);
    }
}

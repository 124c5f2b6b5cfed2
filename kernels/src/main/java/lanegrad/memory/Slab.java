package lanegrad.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** One long-lived piece of native memory, covered without gaps by a chain of storages, used and free. */
final class Slab {

    /** Where its storages return to. */
    final SlabAllocator allocator;

    final MemorySegment segment;
    final Storage first;
    private final Arena arena;

    Slab(SlabAllocator allocator, long bytes) {
        this.allocator = allocator;
        arena = Arena.ofShared();
        segment = arena.allocate(bytes, SizeClass.ALIGNMENT);
        first = new Storage(this, 0, bytes);
    }

    long bytes() {
        return segment.byteSize();
    }

    /** True once everything in it has been recycled and merged. */
    boolean isEmpty() {
        return first.state == Storage.State.RANGE && first.after == null;
    }

    /** Returns the memory to the operating system: a handshake with every thread, so never in a step. */
    void close() {
        arena.close();
    }
}

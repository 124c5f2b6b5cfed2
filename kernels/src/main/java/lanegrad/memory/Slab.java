package lanegrad.memory;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;

/** One long-lived piece of native memory, covered without gaps by a chain of storages, used and free. */
final class Slab {

    private static final long ALIGNMENT = alignment();

    /** Where its storages return to. */
    final SlabAllocator allocator;

    /** Whether it is one storage, never cut. */
    final boolean whole;

    final MemorySegment segment;
    final Storage first;

    /** Of a whole one that is free: when it was recycled, by the count of allocations. */
    long idleSince;

    private final Arena arena;

    Slab(SlabAllocator allocator, long bytes, boolean whole) {
        this.allocator = allocator;
        this.whole = whole;
        arena = Arena.ofShared();
        segment = allocate(arena, bytes);
        first = new Storage(this, 0, bytes);
    }

    /**
     * How slabs are aligned. The C library of Linux gives memory below a size that moves up to 32 MiB from a heap of
     * its own, from which little ever returns to the system; more than that is mapped, and unmapped when the slab
     * closes. An alignment of 32 MiB lifts every slab above: the JDK asks for so much more, and neither it nor we touch
     * what lies around the slab, so it costs addresses and no memory. Where the system backs all memory with huge pages
     * it would, and there, as on other systems, the alignment is that of a storage.
     */
    private static long alignment() {
        try {
            String hugePages = Files.readString(Path.of("/sys/kernel/mm/transparent_hugepage/enabled"));
            return hugePages.contains("[always]") ? SizeClass.ALIGNMENT : 32L << 20;
        } catch (IOException | SecurityException e) {
            return SizeClass.ALIGNMENT; // not Linux, or a container that hides it
        }
    }

    private static MemorySegment allocate(Arena arena, long bytes) {
        if (ALIGNMENT > SizeClass.ALIGNMENT) {
            try {
                return arena.allocate(bytes, ALIGNMENT);
            } catch (OutOfMemoryError e) {
                // addresses may be limited too: then without
            }
        }
        return arena.allocate(bytes, SizeClass.ALIGNMENT);
    }

    long bytes() {
        return segment.byteSize();
    }

    /** True once everything in it has been recycled and merged. */
    boolean isEmpty() {
        return first.state != Storage.State.USED && first.after == null;
    }

    /** Returns the memory to the operating system: a handshake with every thread, so never in a step. */
    void close() {
        arena.close();
    }
}

package lanegrad.memory;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A run of bytes that arrays look into: cut from a slab, or somebody else's segment that was wrapped.
 *
 * <p>Storages from slabs are pooled. Each time one is recycled its {@link #generation} rises, and handles remember the
 * generation they were made in. A slab's storage starts at a multiple of 64 bytes; its contents are whatever was there
 * before.
 */
public final class Storage extends Resource {

    /** What a storage is, as the allocator sees it. */
    enum State {
        /** Held by somebody. */
        USED,
        /** Free, in the list of its size class, ready to be handed out again as it is. */
        READY,
        /** Free, merged with its free neighbours, to be cut. */
        RANGE,
        /** Not from a slab. */
        FOREIGN
    }

    final Slab slab;
    final long start;
    long bytes;
    State state;
    Storage after;
    Storage previousFree;
    Storage nextFree;
    Throwable creation;

    private MemorySegment segment;
    private volatile int generation;
    private final AtomicInteger saves = new AtomicInteger();

    /** A free range of a slab. */
    Storage(Slab slab, long start, long bytes) {
        this.slab = slab;
        this.start = start;
        this.bytes = bytes;
        this.state = State.RANGE;
    }

    private Storage(MemorySegment foreign) {
        this(null, 0, foreign.byteSize());
        this.segment = foreign;
        this.state = State.FOREIGN;
    }

    /**
     * Takes storage from the slabs; its contents are undefined.
     *
     * @param bytes how many, at least 0
     * @return a storage with one retain, the caller's
     * @throws MemoryLimitException if the budget does not allow it
     */
    public static Storage allocate(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("storage of " + bytes + " bytes: the size must not be negative");
        }
        return Memory.SLABS.allocate(bytes);
    }

    /**
     * Looks into somebody else's memory, which must stay alive as long as the storage is used.
     *
     * @param segment heap, native or mapped
     * @return a storage with one retain, the caller's
     */
    public static Storage wrap(MemorySegment segment) {
        return new Storage(segment);
    }

    /**
     * All of the storage's bytes, without a check: handles check before they ask.
     *
     * @return the segment; the same object as long as the storage is not recycled
     */
    public MemorySegment segment() {
        return segment;
    }

    /**
     * The size that was cut, which may be a little more than what was asked for.
     *
     * @return bytes
     */
    public long byteSize() {
        return bytes;
    }

    /**
     * How often this storage has been recycled.
     *
     * @return the generation that valid handles carry
     */
    public int generation() {
        return generation;
    }

    /**
     * Whether this is wrapped memory, which only copies may touch, and not a slab's.
     *
     * @return true for wrapped memory
     */
    public boolean isForeign() {
        return state == State.FOREIGN;
    }

    /** Retains the storage for the tape: until {@link #unsave} its contents must not change. */
    public void save() {
        retain();
        saves.incrementAndGet();
    }

    /** Answers one {@link #save}. */
    public void unsave() {
        saves.decrementAndGet();
        release();
    }

    /**
     * Whether the tape holds these bytes, so that nobody may change them.
     *
     * @return true between a {@link #save} and its {@link #unsave}
     */
    public boolean isSaved() {
        return saves.get() > 0;
    }

    @Override
    protected void dispose() {
        generation++; // by the last holder only
        if (slab != null) {
            slab.allocator.recycle(this);
        }
    }

    /** Hands a free storage out. */
    void use() {
        state = State.USED;
        if (segment == null) {
            segment = slab.segment.asSlice(start, bytes);
        }
        revive();
    }

    /** Changes what a free range covers. */
    void resize(long newBytes) {
        bytes = newBytes;
        segment = null;
    }

    @Override
    public String toString() {
        return "Storage[" + bytes + " bytes, generation " + generation + ", retains " + retains() + "]";
    }
}

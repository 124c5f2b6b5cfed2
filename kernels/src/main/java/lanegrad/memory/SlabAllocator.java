package lanegrad.memory;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

/**
 * Cuts storage from slabs and takes it back.
 *
 * <p>A recycled storage waits, whole, in the list of its size class: a program that repeats itself finds there
 * everything it asks for, in constant time and without a new object. When a class has run dry, storage is cut from the
 * smallest free range that fits; before that, when much is waiting or nothing fits, everything that waits is merged
 * with its free neighbours; only when that is not enough does a new slab come. So a program with shapes that never
 * repeat stays near its live bytes too.
 */
final class SlabAllocator {

    /** The least a slab measures: below this the operating system's own rounding matters more. */
    private static final long SMALLEST_SLAB = 4L << 20;

    /** A new slab adds at most this part of what is there: the slack that one size too large can leave. */
    private static final int GROWTH = 16;

    /**
     * What waits is merged before anything is cut once it is this part of the slabs: sooner would walk them too often.
     */
    private static final int HOARD = 32;

    private final long limit;
    private final boolean tracking;
    private final List<Slab> slabs = new ArrayList<>();
    private final FreeLists ready = new FreeLists();
    private final FreeLists ranges = new FreeLists();
    private long slabBytes;
    private long readyBytes;
    private long liveBytes;
    private long peakBytes;
    private long liveStorages;
    private long allocations;
    private long slabAllocations;

    SlabAllocator(long limit, boolean tracking) {
        this.limit = Math.min(limit, SizeClass.LARGEST);
        this.tracking = tracking;
    }

    synchronized Storage allocate(long requested) {
        if (requested > limit) {
            throw new MemoryLimitException(requested, liveBytes, slabBytes, limit);
        }
        int sizeClass = SizeClass.ceil(requested);
        long bytes = SizeClass.bytes(sizeClass);
        Storage storage = ready.takeExactly(sizeClass);
        if (storage != null) {
            readyBytes -= bytes;
        } else if (readyBytes < slabBytes / HOARD) {
            storage = cut(sizeClass, bytes);
        }
        if (storage == null) {
            mergeFree();
            storage = cut(sizeClass, bytes);
        }
        if (storage == null) {
            grow(bytes, requested);
            storage = cut(sizeClass, bytes);
        }
        storage.use();
        if (tracking) {
            storage.creation = new Throwable("storage of " + requested + " bytes made here, by thread '"
                    + Thread.currentThread().getName() + "'");
        }
        allocations++;
        liveStorages++;
        liveBytes += bytes;
        peakBytes = Math.max(peakBytes, liveBytes);
        return storage;
    }

    synchronized void recycle(Storage storage) {
        liveStorages--;
        liveBytes -= storage.bytes;
        storage.creation = null;
        storage.state = Storage.State.READY;
        readyBytes += storage.bytes;
        ready.add(SizeClass.floor(storage.bytes), storage);
    }

    synchronized long trim() {
        long before = slabBytes;
        mergeFree();
        dropEmptySlabs();
        return before - slabBytes;
    }

    synchronized MemoryStats stats() {
        return new MemoryStats(liveBytes, liveStorages, peakBytes, slabBytes, slabs.size(), limit, allocations,
                slabAllocations);
    }

    synchronized void forEachLive(Consumer<Storage> action) {
        for (Slab slab : slabs) {
            for (Storage at = slab.first; at != null; at = at.after) {
                if (at.state == Storage.State.USED) {
                    action.accept(at);
                }
            }
        }
    }

    /** Takes the front of the smallest range that fits, or null if none does. */
    private Storage cut(int sizeClass, long bytes) {
        Storage range = ranges.takeAtLeast(sizeClass);
        if (range == null) {
            return null;
        }
        long rest = range.bytes - bytes;
        if (rest > 0) {
            Storage tail = new Storage(range.slab, range.start + bytes, rest);
            tail.before = range;
            tail.after = range.after;
            if (tail.after != null) {
                tail.after.before = tail;
            }
            range.after = tail;
            range.resize(bytes);
            ranges.add(SizeClass.floor(rest), tail);
        }
        return range;
    }

    /** Merges all that is free, each run of neighbours into one range. */
    private void mergeFree() {
        ready.clear();
        readyBytes = 0;
        ranges.clear();
        // In reverse, so that the oldest slabs stand first in the lists and the newest run empty.
        for (Slab slab : slabs.reversed()) {
            for (Storage at = slab.first; at != null; at = at.after) {
                if (at.state == Storage.State.USED) {
                    continue;
                }
                Storage end = at.after;
                long bytes = at.bytes;
                while (end != null && end.state != Storage.State.USED) {
                    bytes += end.bytes;
                    end = end.after;
                }
                if (bytes != at.bytes) {
                    at.resize(bytes);
                    at.after = end;
                    if (end != null) {
                        end.before = at;
                    }
                }
                at.state = Storage.State.RANGE;
                ranges.add(SizeClass.floor(bytes), at);
            }
        }
    }

    private void grow(long bytes, long requested) {
        if (slabBytes + bytes > limit) {
            dropEmptySlabs();
        }
        if (slabBytes + bytes > limit) {
            throw new MemoryLimitException(requested, liveBytes, slabBytes, limit);
        }
        long wished = Math.max(bytes, Math.max(SMALLEST_SLAB, slabBytes / GROWTH));
        long size = SizeClass.bytes(SizeClass.ceil(Math.min(wished, limit - slabBytes)));
        if (slabBytes + size > limit) {
            size = bytes;
        }
        Slab slab;
        try {
            slab = new Slab(this, size);
        } catch (OutOfMemoryError e) {
            MemoryLimitException refused = new MemoryLimitException(requested, liveBytes, slabBytes, limit);
            refused.initCause(e);
            throw refused;
        }
        slabs.add(slab);
        slabBytes += size;
        slabAllocations++;
        SlabEvent.commit(size, slabBytes);
        ranges.add(SizeClass.floor(size), slab.first);
    }

    /** Gives slabs that hold nothing back; everything free must have been merged. */
    private void dropEmptySlabs() {
        for (Iterator<Slab> each = slabs.iterator(); each.hasNext();) {
            Slab slab = each.next();
            if (slab.isEmpty()) {
                ranges.remove(SizeClass.floor(slab.first.bytes), slab.first);
                each.remove();
                slabBytes -= slab.bytes();
                slab.close();
                SlabEvent.commit(-slab.bytes(), slabBytes);
            }
        }
    }
}

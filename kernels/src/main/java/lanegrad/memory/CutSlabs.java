package lanegrad.memory;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Slabs that many storages share. A recycled storage waits, whole, in the list of its size class, until {@link #merge}
 * makes ranges of all that is free, to be cut anew.
 */
final class CutSlabs {

    /** The least a slab measures: below this the operating system's own rounding matters more. */
    private static final long SMALLEST = 1L << 20;

    /** A new slab adds at most this part of what is there: the slack that one size too large can leave. */
    private static final int GROWTH = 16;

    /** Merging is worth a walk through all slabs when this part of them waits. */
    private static final int HOARD = 32;

    private final List<Slab> slabs = new ArrayList<>();
    private final FreeLists ready = new FreeLists();
    private final FreeLists ranges = new FreeLists();
    private long bytes;
    private long readyBytes;

    Storage takeReady(int sizeClass) {
        Storage storage = ready.takeExactly(sizeClass);
        if (storage != null) {
            readyBytes -= storage.bytes;
        }
        return storage;
    }

    void recycle(Storage storage) {
        readyBytes += storage.bytes;
        ready.add(SizeClass.floor(storage.bytes), storage);
    }

    /** Whether so much waits that merging would pay. */
    boolean hoards() {
        return readyBytes > 0 && readyBytes >= bytes / HOARD;
    }

    /** Takes the front of the smallest range that fits, or null if none does. */
    Storage cut(int sizeClass) {
        Storage range = ranges.takeAtLeast(sizeClass);
        if (range == null) {
            return null;
        }
        long size = SizeClass.bytes(sizeClass);
        long rest = range.bytes - size;
        if (rest > 0) {
            Storage tail = new Storage(range.slab, range.start + size, rest);
            tail.after = range.after;
            range.after = tail;
            range.resize(size);
            ranges.add(SizeClass.floor(rest), tail);
        }
        return range;
    }

    /** Merges all that is free, each run of neighbours into one range. */
    void merge() {
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
                long merged = at.bytes;
                while (end != null && end.state != Storage.State.USED) {
                    merged += end.bytes;
                    end = end.after;
                }
                if (merged != at.bytes) {
                    at.resize(merged);
                    at.after = end;
                }
                at.state = Storage.State.RANGE;
                ranges.add(SizeClass.floor(merged), at);
            }
        }
    }

    /** How large the next slab should be, for a request that finds no room. */
    long nextSlab(long request) {
        return SizeClass.bytes(SizeClass.ceil(Math.max(request, Math.max(SMALLEST, bytes / GROWTH))));
    }

    void add(Slab slab) {
        slabs.add(slab);
        bytes += slab.bytes();
        ranges.add(SizeClass.floor(slab.bytes()), slab.first);
    }

    /** Merges, and closes the slabs that hold nothing. */
    void closeEmpty() {
        merge();
        for (Iterator<Slab> each = slabs.iterator(); each.hasNext();) {
            Slab slab = each.next();
            if (slab.isEmpty()) {
                ranges.remove(SizeClass.floor(slab.bytes()), slab.first);
                each.remove();
                bytes -= slab.bytes();
                slab.allocator.close(slab);
            }
        }
    }

    List<Slab> all() {
        return slabs;
    }
}

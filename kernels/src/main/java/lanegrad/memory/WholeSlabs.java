package lanegrad.memory;

import java.util.ArrayList;
import java.util.List;

/**
 * Large storages, each with a slab to itself: it leaves no hole when it closes. A recycled one waits for a request of
 * its size class, or of the class below: with both roundings a storage is at most one eighth larger than asked for.
 */
final class WholeSlabs {

    private final List<Slab> slabs = new ArrayList<>();
    private final FreeLists idle = new FreeLists();
    private long idleBytes;
    private long recycled;

    Storage take(int sizeClass) {
        Storage storage = idle.takeExactly(sizeClass);
        if (storage == null && sizeClass + 1 < SizeClass.COUNT) {
            storage = idle.takeExactly(sizeClass + 1);
        }
        if (storage != null) {
            idleBytes -= storage.bytes;
        }
        return storage;
    }

    Storage add(Slab slab) {
        slabs.add(slab);
        return slab.first;
    }

    void recycle(Storage storage) {
        storage.slab.idleSince = recycled++;
        idleBytes += storage.bytes;
        idle.add(SizeClass.floor(storage.bytes), storage);
    }

    /** Closes those that have waited longest, until so many bytes are given back or none is left. */
    void close(long bytes) {
        long wanted = idleBytes - Math.min(bytes, idleBytes);
        while (idleBytes > wanted) {
            Slab oldest = null;
            for (Slab slab : slabs) {
                if (slab.isEmpty() && (oldest == null || slab.idleSince < oldest.idleSince)) {
                    oldest = slab;
                }
            }
            idle.remove(SizeClass.floor(oldest.first.bytes), oldest.first);
            idleBytes -= oldest.bytes();
            slabs.remove(oldest);
            oldest.allocator.close(oldest);
        }
    }

    List<Slab> all() {
        return slabs;
    }
}

package lanegrad.memory;

import java.util.Arrays;

/**
 * Free storages by size class: a doubly linked list a class, threaded through the storages, and a bit map of who has
 * any.
 */
final class FreeLists {

    private final Storage[] heads = new Storage[SizeClass.COUNT];
    private final long[] filled = new long[(SizeClass.COUNT + 63) / 64];

    void add(int sizeClass, Storage storage) {
        Storage head = heads[sizeClass];
        storage.previousFree = null;
        storage.nextFree = head;
        if (head != null) {
            head.previousFree = storage;
        }
        heads[sizeClass] = storage;
        filled[sizeClass >>> 6] |= 1L << sizeClass;
    }

    void remove(int sizeClass, Storage storage) {
        Storage next = storage.nextFree;
        Storage previous = storage.previousFree;
        if (next != null) {
            next.previousFree = previous;
        }
        if (previous != null) {
            previous.nextFree = next;
        } else {
            heads[sizeClass] = next;
            if (next == null) {
                filled[sizeClass >>> 6] &= ~(1L << sizeClass);
            }
        }
        storage.nextFree = null;
        storage.previousFree = null;
    }

    Storage takeExactly(int sizeClass) {
        Storage storage = heads[sizeClass];
        if (storage != null) {
            remove(sizeClass, storage);
        }
        return storage;
    }

    /** Takes one of the smallest class, from the given one up, that has any. */
    Storage takeAtLeast(int sizeClass) {
        int word = sizeClass >>> 6;
        long bits = filled[word] & -1L << sizeClass;
        while (bits == 0) {
            if (++word == filled.length) {
                return null;
            }
            bits = filled[word];
        }
        return takeExactly((word << 6) + Long.numberOfTrailingZeros(bits));
    }

    void clear() {
        Arrays.fill(heads, null);
        Arrays.fill(filled, 0);
    }
}

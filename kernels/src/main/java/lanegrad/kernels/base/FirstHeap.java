package lanegrad.kernels.base;

/** A binary heap of pairs, key and place, whose root is the greatest; among equal keys, the one placed last. */
final class FirstHeap {

    private FirstHeap() {
    }

    private static boolean isAfter(long key, long place, long otherKey, long otherPlace) {
        return key > otherKey || key == otherKey && place > otherPlace;
    }

    /** Adds a pair behind the others. */
    static void rise(long[] keys, long[] places, int size, long key, long place) {
        int at = size;
        while (at > 0) {
            int parent = at - 1 >> 1;
            if (!isAfter(key, place, keys[parent], places[parent])) {
                break;
            }
            keys[at] = keys[parent];
            places[at] = places[parent];
            at = parent;
        }
        keys[at] = key;
        places[at] = place;
    }

    /** Puts a pair in the place of the root. */
    static void sink(long[] keys, long[] places, int size, long key, long place) {
        int at = 0;
        for (int child = 1; child < size; child = 2 * at + 1) {
            if (child + 1 < size && isAfter(keys[child + 1], places[child + 1], keys[child], places[child])) {
                child++;
            }
            if (!isAfter(keys[child], places[child], key, place)) {
                break;
            }
            keys[at] = keys[child];
            places[at] = places[child];
            at = child;
        }
        keys[at] = key;
        places[at] = place;
    }
}

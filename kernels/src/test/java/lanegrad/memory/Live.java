package lanegrad.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** How many storages are in use, for tests that count them. */
final class Live {

    private static final long PATIENCE = 10_000_000_000L;

    private Live() {
    }

    static long count() {
        return Memory.stats().liveStorages();
    }

    /** Waits until what other tests left to the garbage collector has been given back. */
    static void settle() throws InterruptedException {
        int quiet = 0;
        for (long before = count(); quiet < 3; quiet++) {
            System.gc();
            Thread.sleep(10);
            if (count() != before) {
                before = count();
                quiet = 0;
            }
        }
    }

    /** Lets the garbage collector run until so many are left. */
    static void await(long expected) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE;
        while (count() != expected && System.nanoTime() < deadline) {
            System.gc();
            Thread.sleep(5);
        }
        assertEquals(expected, count());
    }
}

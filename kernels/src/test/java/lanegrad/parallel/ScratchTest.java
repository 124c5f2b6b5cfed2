package lanegrad.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Example;

/** Objects and arrays that are used again. */
class ScratchTest {

    @Example
    void aPoolMakesAsManyAsAreInUse() {
        AtomicInteger made = new AtomicInteger();
        Pool<Object> pool = new Pool<>(() -> {
            made.incrementAndGet();
            return new Object();
        });
        Object a = pool.take();
        Object b = pool.take();
        assertNotSame(a, b);
        pool.give(b);
        assertSame(b, pool.take());
        pool.give(a);
        pool.give(b);
        assertSame(b, pool.take());
        assertSame(a, pool.take());
        assertEquals(2, made.get());
    }

    @Example
    void segmentsAreAlignedAndOnlyGrow() {
        Scratch scratch = Scratch.take();
        try {
            MemorySegment small = scratch.segment(7, 100);
            assertTrue(small.byteSize() >= 100);
            assertSame(small, scratch.segment(7, 64));
            MemorySegment large = scratch.segment(7, small.byteSize() + 1);
            assertTrue(large.byteSize() > small.byteSize());
            assertFalse(small.scope().isAlive());
            for (int slot = 0; slot < 8; slot++) {
                MemorySegment segment = scratch.segment(slot, 1000 + slot);
                assertEquals(0, segment.address() % 64);
                segment.fill((byte) slot);
            }
            assertEquals(6, scratch.segment(6, 1000).get(ValueLayout.JAVA_BYTE, 999));
        } finally {
            scratch.give();
        }
    }

    @Example
    void nobodySharesAPooledObject() throws InterruptedException {
        Pool<int[]> pool = new Pool<>(() -> new int[1]);
        Set<String> clashes = ConcurrentHashMap.newKeySet();
        Thread[] threads = new Thread[4];
        for (int t = 0; t < threads.length; t++) {
            int id = t + 1;
            threads[t] = Thread.ofPlatform().start(() -> {
                for (int i = 0; i < 20_000; i++) {
                    int[] taken = pool.take();
                    if (taken[0] != 0) {
                        clashes.add(id + " found " + taken[0]);
                    }
                    taken[0] = id;
                    Thread.onSpinWait();
                    taken[0] = 0;
                    pool.give(taken);
                }
            });
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(Set.of(), clashes);
    }

    @Example
    void slotsAreApartAndOnlyGrow() {
        Scratch scratch = Scratch.take();
        try {
            float[] floats = scratch.floats(0, 1000);
            assertTrue(floats.length >= 1000);
            assertNotSame(floats, scratch.floats(1, 1000));
            assertSame(floats, scratch.floats(0, 10));
            assertTrue(scratch.floats(0, 100_000).length >= 100_000);
            double[] doubles = scratch.doubles(7, 5);
            assertSame(doubles, scratch.doubles(7, 5));
            long[] longs = scratch.longs(7, 0);
            assertSame(longs, scratch.longs(7, longs.length));
            Scratch other = Scratch.take();
            assertNotSame(scratch, other);
            assertNotSame(doubles, other.doubles(7, 5));
            other.give();
        } finally {
            scratch.give();
        }
    }
}

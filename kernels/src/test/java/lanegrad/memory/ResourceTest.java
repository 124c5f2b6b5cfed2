package lanegrad.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Example;

/** Retains and releases. */
class ResourceTest {

    private static final class Counted extends Resource {

        private final AtomicInteger disposals = new AtomicInteger();

        @Override
        protected void dispose() {
            disposals.incrementAndGet();
        }
    }

    @Example
    void theLastReleaseDisposes() {
        Counted resource = new Counted();
        resource.retain();
        assertEquals(2, resource.retains());
        resource.release();
        assertEquals(0, resource.disposals.get());
        resource.release();
        assertEquals(1, resource.disposals.get());
        assertEquals("retain of a resource that nobody holds any more",
                assertThrows(IllegalStateException.class, resource::retain).getMessage());
        assertEquals("release of a resource that nobody holds any more",
                assertThrows(IllegalStateException.class, resource::release).getMessage());
        assertEquals(0, resource.retains());
        assertEquals(1, resource.disposals.get());
    }

    @Example
    void manyThreadsCountRight() throws InterruptedException {
        Counted resource = new Counted();
        Thread[] threads = new Thread[4];
        for (int t = 0; t < threads.length; t++) {
            threads[t] = Thread.ofPlatform().start(() -> {
                for (int i = 0; i < 20_000; i++) {
                    resource.retain();
                    resource.release();
                }
            });
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(1, resource.retains());
        resource.release();
        assertEquals(1, resource.disposals.get());
    }

    @Example
    void savedStorageSaysSo() {
        Storage storage = Storage.allocate(10);
        storage.save();
        storage.save();
        assertEquals(3, storage.retains());
        storage.unsave();
        assertEquals(true, storage.isSaved());
        storage.unsave();
        assertEquals(false, storage.isSaved());
        storage.release();
        assertEquals("storage of -1 bytes: the size must not be negative",
                assertThrows(IllegalArgumentException.class, () -> Storage.allocate(-1)).getMessage());
    }
}

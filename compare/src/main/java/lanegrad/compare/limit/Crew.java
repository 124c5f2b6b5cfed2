package lanegrad.compare.limit;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntConsumer;

/** A fixed number of threads that each do their share, the caller among them. */
final class Crew {

    private final int size;
    private final ExecutorService helpers;

    Crew(int size) {
        this.size = size;
        this.helpers = size == 1 ? null
                : Executors.newFixedThreadPool(size - 1, Thread.ofPlatform().daemon().factory());
    }

    int size() {
        return size;
    }

    /** Calls the share with every number from 0 to the size, and returns when all are done. */
    void run(IntConsumer share) {
        CountDownLatch done = new CountDownLatch(size - 1);
        for (int i = 1; i < size; i++) {
            int number = i;
            helpers.execute(() -> {
                share.accept(number);
                done.countDown();
            });
        }
        share.accept(0);
        try {
            done.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while the others worked", e);
        }
    }
}

package lanegrad.examples.gpt;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Ctrl-C as a request: the run ends its step and saves, and the JVM waits for that before it goes. */
public final class Interrupt implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 30;

    private final CountDownLatch finished = new CountDownLatch(1);
    private final Thread hook = new Thread(this::request, "lanegrad-interrupt");
    private volatile boolean requested;

    /** Listens from now on. */
    public Interrupt() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Whether somebody wants the run to end. */
    public boolean isRequested() {
        return requested;
    }

    /** Asks, and waits until the run has ended. */
    void request() {
        requested = true;
        try {
            if (!finished.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("The run did not end in time; the last checkpoint on disk is whole.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Everything is saved. */
    @Override
    public void close() {
        finished.countDown();
        if (!requested) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                requested = true; // it came between the two lines above, and has nothing to wait for
            }
        }
    }
}

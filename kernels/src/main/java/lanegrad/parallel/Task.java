package lanegrad.parallel;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Work in pieces. A subclass has fields for its arguments and is used again and again: no object is made for a kernel
 * call. What a piece is depends on the shape of the work alone.
 */
public abstract class Task {

    /** The next piece that nobody has claimed. */
    final AtomicInteger next = new AtomicInteger();

    /** Workers inside the task now; they join and leave under {@link Workers}' rules. */
    final AtomicInteger inside = new AtomicInteger();

    int pieces;
    int places;
    Task following;
    volatile Thread waiting;
    private Throwable failure;

    /**
     * This task, as one of unknown type: fronts know the types of their own tasks, and the compiler would take the
     * loops of a kernel into every front and every program that calls it, and need several times the memory and time.
     */
    private final Task self = this;

    /** For subclasses. */
    protected Task() {
    }

    /**
     * Does one piece. Pieces run in any order, on any thread, and at the same time.
     *
     * @param piece from 0 up to the number of pieces less one
     */
    protected abstract void run(int piece);

    /** Runs one piece. */
    final void perform(int piece) {
        self.run(piece);
    }

    /** Claims and runs pieces until none is left. */
    final void work() {
        try {
            for (int piece = next.getAndIncrement(); piece < pieces; piece = next.getAndIncrement()) {
                perform(piece);
            }
        } catch (Throwable e) {
            fail(e);
        }
    }

    private synchronized void fail(Throwable e) {
        next.set(pieces); // nobody claims another piece
        if (failure == null) {
            failure = e;
        } else if (failure != e) {
            failure.addSuppressed(e);
        }
    }

    final synchronized void rethrow() {
        Throwable e = failure;
        failure = null;
        if (e instanceof RuntimeException runtime) {
            throw runtime;
        }
        if (e instanceof Error error) {
            throw error;
        }
        if (e != null) {
            throw new IllegalStateException("a worker failed", e);
        }
    }
}

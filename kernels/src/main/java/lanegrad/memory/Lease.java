package lanegrad.memory;

import java.lang.ref.Cleaner;

/**
 * Owner of what belongs to no scope: parameters, optimizer state, caches, and everything made while no scope is open.
 *
 * <p>A lease holds one resource and gives it back when it is closed, or when nobody can reach the lease any more. Its
 * handles may be shared between threads.
 */
public final class Lease extends Owner {

    /** For handles whose storage somebody else retains by hand, as the tape does: always open, holds nothing. */
    public static final Lease RETAINED = new Lease(false);

    /** For handles that only tell a shape and a type: never open, holds nothing. */
    public static final Lease NOTHING = new Lease(true);

    /** What outlives the lease: its cleaner must not reach the lease itself. */
    private static final class Held implements Runnable {

        private Resource resource;

        Held(Resource resource) {
            this.resource = resource;
        }

        synchronized Resource swap(Resource next) {
            Resource before = resource;
            resource = next;
            return before;
        }

        @Override
        public void run() {
            Resource before = swap(null);
            if (before != null) {
                before.release();
            }
        }
    }

    /** One cleaner for the house; its thread is a daemon and is started by the first lease only. */
    private static final class Cleaning {
        static final Cleaner CLEANER = Cleaner.create();
    }

    private final Held held;
    private volatile boolean closed;

    private Lease(boolean closed) {
        this.held = null;
        this.closed = closed;
    }

    private Lease(Resource resource) {
        held = new Held(resource);
    }

    /**
     * Takes over the caller's retain of a resource.
     *
     * @param resource what to hold, or null to hold nothing yet
     * @return an open lease
     */
    public static Lease of(Resource resource) {
        Lease lease = new Lease(resource);
        Cleaning.CLEANER.register(lease, lease.held);
        return lease;
    }

    /**
     * Gives back what the lease holds and takes over the caller's retain of another resource.
     *
     * @param next what to hold from now on, or null
     * @throws IllegalStateException if the lease is closed, or is one that holds nothing
     */
    public void replace(Resource next) {
        if (held == null || closed) {
            throw new IllegalStateException("replace on a lease that holds nothing or is closed");
        }
        Resource before = held.swap(next);
        if (before != null) {
            before.release();
        }
    }

    /**
     * Gives back what the lease holds, now; its handles are invalid from here on. Closing twice is harmless.
     *
     * @throws IllegalStateException if it is a lease that holds nothing
     */
    public void close() {
        if (held == null) {
            throw new IllegalStateException("a lease that holds nothing is not to be closed");
        }
        closed = true;
        held.run();
    }

    @Override
    public boolean isUsable() {
        return !closed;
    }

    @Override
    public String whyNot() {
        return closed ? "it was freed" : "it is usable";
    }

    /** Runs an action when an object is unreachable; the action must not reach the object. */
    static void whenUnreachable(Object object, Runnable action) {
        Cleaning.CLEANER.register(object, action);
    }
}

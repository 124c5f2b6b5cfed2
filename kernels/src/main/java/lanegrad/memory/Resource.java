package lanegrad.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Something that lives while anybody retains it: a storage, or a node of the tape that holds storages.
 *
 * <p>A resource starts with one retain, which belongs to whoever made it. {@link Scope#place} passes that retain to the
 * scope that is open on the calling thread. The last {@link #release} disposes of it, on the thread that releases.
 */
public abstract class Resource {

    private static final VarHandle RETAINS;

    static {
        try {
            RETAINS = MethodHandles.lookup().findVarHandle(Resource.class, "retains", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @SuppressWarnings("FieldMayBeFinal")
    private volatile int retains = 1;

    /** Made with one retain, the maker's. */
    protected Resource() {
    }

    /** Adds a retain; every retain is answered by one {@link #release}. */
    public final void retain() {
        int before;
        do {
            before = retains;
            if (before <= 0) { // never counted, not even for a moment: it may just be handed out again
                throw new IllegalStateException("retain of a resource that nobody holds any more");
            }
        } while (!RETAINS.compareAndSet(this, before, before + 1));
    }

    /** Takes a retain back; the last one disposes of the resource. */
    public final void release() {
        int before;
        do {
            before = retains;
            if (before <= 0) {
                throw new IllegalStateException("release of a resource that nobody holds any more");
            }
        } while (!RETAINS.compareAndSet(this, before, before - 1));
        if (before == 1) {
            dispose();
        }
    }

    /**
     * How many retains stand now.
     *
     * @return the number; 1 means that the caller, if it holds one, is alone
     */
    public final int retains() {
        return retains;
    }

    /** Brings a disposed resource back with one retain: only for resources that are pooled. */
    final void revive() {
        RETAINS.setRelease(this, 1); // whoever is to see it gets the resource from the caller first
    }

    /** Called once, by the last release. */
    protected abstract void dispose();
}

package lanegrad.memory;

import java.util.Arrays;

/**
 * How long results live: everything made on this thread while a scope is open belongs to it, and is recycled when it
 * closes.
 *
 * <pre>{@code
 * try (Scope step = Scope.open()) {
 *     Tensor loss = crossEntropy(model.forward(x), y);
 *     loss.backward();
 *     optimizer.step();
 * }
 * }</pre>
 *
 * <p>A result belongs to the scope that is open on the calling thread, never to an argument's owner. Scopes nest and
 * close in the reverse order of opening. A scope and its handles are confined to the thread that opened it.
 */
public final class Scope extends Owner implements AutoCloseable {

    private final ThreadScopes scopes;
    private final Scope parent;
    private final int depth;
    private int mark;
    private final boolean outside;
    private String name;
    private ScopeEvent event = ScopeEvent.started();
    private boolean open = true;
    private Resource[] kept;
    private int keptCount;

    private Scope(ThreadScopes scopes, String name, boolean outside) {
        this.scopes = scopes;
        this.parent = scopes.current;
        this.depth = parent == null ? 1 : parent.depth + 1;
        this.mark = scopes.top;
        this.outside = outside;
        this.name = name;
    }

    /**
     * Opens a scope on the calling thread.
     *
     * @return the scope, to be closed by try-with-resources
     */
    public static Scope open() {
        return enter("scope", false);
    }

    /**
     * Opens a named scope on the calling thread; error messages and the leak report show the name.
     *
     * @param name for people
     * @return the scope, to be closed by try-with-resources
     */
    public static Scope open(String name) {
        return enter(name, false);
    }

    /**
     * Steps outside of every scope: what is made until the returned scope closes belongs to none, as parameters,
     * optimizer state and caches do, wherever they are first made.
     *
     * @return the scope, to be closed by try-with-resources
     */
    public static Scope outside() {
        return enter("outside", true);
    }

    private static Scope enter(String name, boolean outside) {
        ThreadScopes scopes = ThreadScopes.get();
        Scope scope = new Scope(scopes, name, outside);
        scopes.current = scope;
        return scope;
    }

    /**
     * The scope that a result made now would belong to.
     *
     * @return the innermost open scope of the calling thread, or null if there is none or it is {@link #outside}
     */
    public static Scope current() {
        Scope current = ThreadScopes.get().current;
        return current == null || current.outside ? null : current;
    }

    /**
     * Finds an owner for a resource that was just made, and passes the maker's retain to it.
     *
     * @param resource a resource of which the caller holds a retain
     * @return the current scope, or a new lease if there is none
     */
    public static Owner place(Resource resource) {
        ThreadScopes scopes = ThreadScopes.get();
        Scope current = scopes.current;
        if (current == null || current.outside) {
            return Lease.of(resource);
        }
        scopes.push(resource);
        return current;
    }

    /**
     * Finds an owner for another handle of a resource that already has one, as a view is.
     *
     * @param owner the owner of the existing handle
     * @param resource the resource behind both
     * @return the current scope; or, with no scope open, an owner of its own or the shared lease
     */
    public static Owner placeView(Owner owner, Resource resource) {
        ThreadScopes scopes = ThreadScopes.get();
        Scope current = scopes.current;
        boolean unscoped = current == null || current.outside;
        if (unscoped && owner instanceof Lease && owner != Lease.RETAINED) {
            return owner;
        }
        if (!unscoped && owner instanceof Scope) {
            return current; // the owner is open on this thread, so it encloses the current scope and closes later
        }
        resource.retain();
        return place(resource);
    }

    /**
     * Hands a value to the enclosing scope (to none, if this is the outermost), so that it outlives this one.
     *
     * @param value an array, a tensor or anything made of them
     * @param <T> its type
     * @return the same value
     * @throws IllegalStateException if this scope is closed or belongs to another thread
     */
    public <T extends Scoped> T keep(T value) {
        requireOpenHere();
        value.keepFrom(this);
        return value;
    }

    /**
     * Passes one resource of a handle on, for implementers of {@link Scoped#keepFrom}.
     *
     * @param owner the handle's owner
     * @param resource what the handle holds
     * @return the handle's new owner; the same one if it is not this scope or a scope inside it
     * @throws IllegalStateException if this scope is closed or belongs to another thread
     */
    public Owner pass(Owner owner, Resource resource) {
        requireOpenHere();
        if (!(owner instanceof Scope scope) || scope.scopes != scopes || scope.depth < depth) {
            return owner;
        }
        resource.retain();
        if (parent == null || parent.outside) {
            return Lease.of(resource);
        }
        if (kept == null) {
            kept = new Resource[2]; // a tensor keeps its array and its node
        } else if (keptCount == kept.length) {
            kept = Arrays.copyOf(kept, 2 * keptCount);
        }
        kept[keptCount++] = resource;
        return parent;
    }

    /**
     * Recycles everything that belongs to this scope and was not kept.
     *
     * @throws IllegalStateException on another thread, or while a scope opened later on this thread is still open
     */
    @Override
    public void close() {
        if (!open) {
            return;
        }
        requireOpenHere();
        requireInnermost("close");
        open = false;
        scopes.current = parent;
        giveBack();
    }

    /**
     * Recycles everything that belongs to this scope and was not kept, as closing it would, and goes on under another
     * name: a loop needs one scope instead of one a round. What was made before is refused as soon as its memory is
     * used again.
     *
     * @param newName for people
     * @throws IllegalStateException if the scope is closed, on another thread, or while a scope opened later on this
     * thread is still open
     */
    public void restart(String newName) {
        requireOpenHere();
        requireInnermost("restart");
        giveBack();
        mark = scopes.top;
        name = newName;
        event = ScopeEvent.started();
    }

    private void requireInnermost(String what) {
        if (scopes.current != this) {
            throw new IllegalStateException("scope '" + name + "' cannot " + what + " while scope '"
                    + scopes.current.name + "', opened after it, is still open");
        }
    }

    /** What was kept goes below the mark of whoever comes next. */
    private void giveBack() {
        if (event == null) {
            scopes.popTo(mark);
        } else {
            ScopeEvent.release(event, scopes, mark, name, depth);
        }
        for (int i = 0; i < keptCount; i++) {
            scopes.push(kept[i]);
            kept[i] = null;
        }
        keptCount = 0;
    }

    @Override
    public boolean isUsable() {
        return open && scopes.thread == Thread.currentThread();
    }

    @Override
    public String whyNot() {
        if (!open) {
            return "its scope '" + name + "' is closed";
        }
        return "its scope '" + name + "' belongs to thread '" + scopes.thread.getName() + "', not to thread '"
                + Thread.currentThread().getName() + "'";
    }

    @Override
    public String toString() {
        return "Scope[" + name + ", depth " + depth + (open ? ", open]" : ", closed]");
    }

    /** Closes the scope of a thread that died with it open: nothing is left that could be using its handles. */
    void abandon() {
        open = false;
        for (int i = 0; i < keptCount; i++) {
            kept[i].release();
        }
    }

    Scope parent() {
        return parent;
    }

    private void requireOpenHere() {
        if (!isUsable()) {
            throw new IllegalStateException("scope '" + name + "' cannot be used: " + whyNot());
        }
    }
}

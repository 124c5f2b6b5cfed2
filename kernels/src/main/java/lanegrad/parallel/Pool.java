package lanegrad.parallel;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Objects that kernels use again and again instead of making new ones: tasks, and the scratch memory of a piece. As
 * many exist as were ever in use at once.
 *
 * @param <T> what is pooled
 */
public final class Pool<T> {

    private final Supplier<T> maker;

    /** The object that was given back last, or null: all that a single thread ever needs, and no lock. */
    private final AtomicReference<T> spare = new AtomicReference<>();
    private final List<T> free = new ArrayList<>();

    /**
     * An empty pool.
     *
     * @param maker makes an object when none is free
     */
    public Pool(Supplier<T> maker) {
        this.maker = maker;
    }

    /**
     * Takes an object, which nobody else has until it is given back.
     *
     * @return a used one if there is any
     */
    public T take() {
        T last = spare.getAndSet(null);
        if (last != null) {
            return last;
        }
        synchronized (free) {
            if (!free.isEmpty()) {
                return free.removeLast();
            }
        }
        return maker.get();
    }

    /**
     * Gives an object back; it should hold no references to what it worked on.
     *
     * @param object one that {@link #take} returned
     */
    public void give(T object) {
        T before = spare.getAndSet(object);
        if (before != null) {
            synchronized (free) {
                free.add(before);
            }
        }
    }
}

package lanegrad.memory;

/** A handle that a {@link Scope} can hand to its enclosing scope: an array, a tensor, or something made of them. */
public interface Scoped {

    /**
     * Called by {@link Scope#keep}: passes everything this handle holds to the scope around the given one.
     *
     * @param inner the scope that must no longer own this handle
     */
    void keepFrom(Scope inner);
}

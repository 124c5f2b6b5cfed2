package lanegrad.memory;

/**
 * Who answers for a handle: the {@link Scope} it was made in, or a {@link Lease} if it belongs to none.
 *
 * <p>Validity and lifetime are two things. A handle is valid while its owner is open; the storage behind it lives while
 * anything retains it, which may be longer (the tape saved it) but never shorter.
 */
public abstract sealed class Owner permits Scope, Lease {

    Owner() {
    }

    /**
     * Whether handles of this owner may be used now by the calling thread.
     *
     * @return true if the owner is open, and either belongs to no thread or to the calling one
     */
    public abstract boolean isUsable();

    /**
     * Why {@link #isUsable} is false, in words for an error message.
     *
     * @return for example {@code its scope 'step' is closed}
     */
    public abstract String whyNot();
}

package lanegrad.memory;

/** The memory budget does not allow what was asked for; everything is as it was before. */
public final class MemoryLimitException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final long requested;
    private final long used;
    private final long limit;

    MemoryLimitException(long requested, long used, long slabs, long limit) {
        super("memory budget exceeded: " + requested + " bytes requested, " + used + " bytes in use (in slabs of "
                + slabs
                + " bytes), limit " + limit + " bytes (set by -Dlanegrad.memory)");
        this.requested = requested;
        this.used = used;
        this.limit = limit;
    }

    /**
     * What was asked for.
     *
     * @return bytes
     */
    public long requested() {
        return requested;
    }

    /**
     * What was in use.
     *
     * @return bytes
     */
    public long used() {
        return used;
    }

    /**
     * The budget.
     *
     * @return bytes
     */
    public long limit() {
        return limit;
    }
}

package lanegrad.autograd.ops;

/**
 * A part of one axis, as between the colons of {@code x[from:to:step]}.
 *
 * @param from the first index; negative counts from the end; {@link #OPEN} is the end that the step leads away from
 * @param to the index to stop before; negative counts from the end; {@link #OPEN} is beyond the other end
 * @param step how far apart; negative walks backwards
 */
public record Slice(long from, long to, long step) {

    /** No bound. */
    public static final long OPEN = Long.MIN_VALUE;

    /** The whole axis. */
    public static final Slice ALL = new Slice(OPEN, OPEN, 1);

    /**
     * Checks the step.
     *
     * @throws IllegalArgumentException if the step is 0
     */
    public Slice {
        if (step == 0) {
            throw new IllegalArgumentException("slice with step 0: a step up or down expected");
        }
    }

    /**
     * Neighbouring indices.
     *
     * @param from the first index; negative counts from the end
     * @param to the index to stop before; negative counts from the end
     * @return the part
     */
    public static Slice of(long from, long to) {
        return new Slice(from, to, 1);
    }

    /**
     * All from an index on.
     *
     * @param from the first index; negative counts from the end
     * @return the part
     */
    public static Slice from(long from) {
        return new Slice(from, OPEN, 1);
    }

    /**
     * All up to an index.
     *
     * @param to the index to stop before; negative counts from the end
     * @return the part
     */
    public static Slice to(long to) {
        return new Slice(OPEN, to, 1);
    }

    /**
     * One index, whose axis stays with size 1.
     *
     * @param index which; negative counts from the end
     * @return the part
     */
    public static Slice at(long index) {
        return new Slice(index, index == -1 ? OPEN : index + 1, 1);
    }

    /**
     * These bounds with another step.
     *
     * @param apart how far apart; negative walks backwards
     * @return the part
     */
    public Slice step(long apart) {
        return new Slice(from, to, apart);
    }

    /** The first index of an axis of a size. */
    long first(long size) {
        return from == OPEN ? step > 0 ? 0 : size - 1 : from < 0 ? from + size : from;
    }

    /** The index to stop before; -1 is before the first. */
    long end(long size) {
        return to == OPEN ? step > 0 ? size : -1 : to < 0 ? to + size : to;
    }

    @Override
    public String toString() {
        return (from == OPEN ? "" : from) + ":" + (to == OPEN ? "" : to) + (step == 1 ? "" : ":" + step);
    }
}

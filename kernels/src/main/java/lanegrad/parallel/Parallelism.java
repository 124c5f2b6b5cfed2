package lanegrad.parallel;

/** A cap on the number of threads that work started by this thread may use, for a block of code. */
public final class Parallelism implements AutoCloseable {

    private static final ThreadLocal<int[]> CAP = ThreadLocal.withInitial(() -> new int[] {Integer.MAX_VALUE});

    private final int[] cell;
    private final int before;

    private Parallelism(int[] cell, int threads) {
        this.cell = cell;
        this.before = cell[0];
        cell[0] = Math.min(before, threads);
    }

    /**
     * Holds work started by this thread to a number of threads, the calling one included, until the result is closed.
     * An outer, lower cap stays in force.
     *
     * @param threads at least 1
     * @return the cap, to be closed by try-with-resources
     * @throws IllegalArgumentException if the number is below 1
     */
    public static Parallelism cap(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("cap of " + threads + " threads: at least 1 expected");
        }
        return new Parallelism(CAP.get(), threads);
    }

    /**
     * How many threads work started now may use.
     *
     * @return the cap, and never more than {@link Workers#threads()}
     */
    public static int current() {
        return Math.min(CAP.get()[0], Workers.threads());
    }

    /** Replaces the calling thread's cap, without an object, and returns what it was. */
    static int exchange(int threads) {
        int[] cell = CAP.get();
        int before = cell[0];
        cell[0] = threads;
        return before;
    }

    @Override
    public void close() {
        cell[0] = before;
    }
}

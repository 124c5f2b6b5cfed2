package lanegrad.jmh.work;

import java.util.concurrent.TimeUnit;

/** Runs work until everything that it needs should be compiled. */
public final class WarmUp {

    /** Warm is who has run for some time, and for this long without anything new from the compiler. */
    private static final long REST = TimeUnit.MILLISECONDS.toNanos(200);

    /** Who is not warm by now never will be. */
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(4);

    private WarmUp() {
    }

    /**
     * Warms up.
     *
     * @param work what to run
     * @param least for how many nanoseconds at least
     * @param round how long a round is to be, in nanoseconds
     * @return how many runs fill a round at the latest pace, at least one
     */
    public static int runs(Runnable work, long least, long round) {
        Compiler compiler = new Compiler();
        long start = System.nanoTime();
        double pace = round;
        for (int batch = 1;; batch = (int) Math.clamp(round / 4 / pace, 1, 1 << 20)) {
            long from = System.nanoTime();
            repeat(work, batch);
            long to = System.nanoTime();
            pace = Math.max(1, (double) (to - from) / batch);
            long resting = compiler.restingFor(); // asked each time, for it looks at changes
            boolean warm = to - start > least && resting > REST;
            if (warm || to - start > PATIENCE) {
                return Math.clamp(Math.round(round / pace), 1, 1 << 24);
            }
        }
    }

    /** Runs work some times. */
    public static void repeat(Runnable work, int times) {
        for (int i = 0; i < times; i++) {
            work.run();
        }
    }
}

package lanegrad.compare.run;

import java.util.concurrent.TimeUnit;
import lanegrad.compare.cases.Case;
import lanegrad.compare.contestant.Contestant;
import lanegrad.compare.contestant.Job;

/** A case in a child process, from its operands to its result. */
final class Session {

    private static final long WARM_UP = TimeUnit.MILLISECONDS.toNanos(500);

    /** Warm is who has run for that long, and for this long without anything new from the compiler. */
    private static final long REST = TimeUnit.MILLISECONDS.toNanos(200);

    /** Who is not warm by now never will be. */
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(4);

    private static final long ROUND = TimeUnit.MILLISECONDS.toNanos(100);

    private final Job job;
    private final Checksum first;
    private final int runs;

    private Session(Job job) {
        this.job = job;
        job.run();
        this.first = sum(job);
        // Also when that took long: it may have been interpreted
        this.runs = warmUp();
    }

    /** Makes the operands and warms up, or returns null if the contestant has no call for the case. */
    static Session open(Contestant contestant, Case work) {
        Job job = contestant.prepare(work);
        return job == null ? null : new Session(job);
    }

    /** Runs until everything should be compiled, and returns how many runs fill a round at the latest pace. */
    private int warmUp() {
        Compiler compiler = new Compiler();
        long start = System.nanoTime();
        double pace = ROUND;
        for (int batch = 1;; batch = (int) Math.clamp(ROUND / 4 / pace, 1, 1 << 20)) {
            long from = System.nanoTime();
            repeat(batch);
            long to = System.nanoTime();
            pace = Math.max(1, (double) (to - from) / batch);
            long resting = compiler.restingFor(); // asked each time, for it looks at changes
            boolean warm = to - start > WARM_UP && resting > REST;
            if (warm || to - start > PATIENCE) {
                return Math.clamp(Math.round(ROUND / pace), 1, 1 << 24);
            }
        }
    }

    private void repeat(int times) {
        for (int i = 0; i < times; i++) {
            job.run();
        }
    }

    Reply round() {
        long busy = ProcessClock.nanos();
        long start = System.nanoTime();
        repeat(runs);
        long elapsed = System.nanoTime() - start;
        busy = ProcessClock.nanos() - busy;
        return new Reply.Time(elapsed / (runs * job.worth()), (double) busy / elapsed);
    }

    Reply finish() {
        Checksum last = sum(job);
        job.close();
        return first == null ? new Reply.NoSums() : new Reply.Sums(first, last);
    }

    private static Checksum sum(Job job) {
        float[] result = job.result();
        return result == null ? null : Checksum.of(result);
    }
}

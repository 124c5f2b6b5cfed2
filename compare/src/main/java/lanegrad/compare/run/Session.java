package lanegrad.compare.run;

import java.util.concurrent.TimeUnit;
import lanegrad.compare.cases.Case;
import lanegrad.compare.contestant.Contestant;
import lanegrad.compare.contestant.Job;
import lanegrad.jmh.work.WarmUp;

/** A case in a child process, from its operands to its result. */
final class Session {

    private static final long WARM_UP = TimeUnit.MILLISECONDS.toNanos(500);

    private static final long ROUND = TimeUnit.MILLISECONDS.toNanos(100);

    private final Job job;
    private final Checksum first;
    private final int runs;

    private Session(Job job) {
        this.job = job;
        job.run();
        this.first = sum(job);
        // Also when that took long: it may have been interpreted
        this.runs = WarmUp.runs(job::run, WARM_UP, ROUND);
    }

    /** Makes the operands and warms up, or returns null if the contestant has no call for the case. */
    static Session open(Contestant contestant, Case work) {
        Job job = contestant.prepare(work);
        return job == null ? null : new Session(job);
    }

    Reply round() {
        long busy = ProcessClock.nanos();
        long start = System.nanoTime();
        WarmUp.repeat(job::run, runs);
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

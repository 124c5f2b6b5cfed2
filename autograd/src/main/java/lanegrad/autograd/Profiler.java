package lanegrad.autograd;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Where the time of a thread's ops goes, by the names of the ops.
 *
 * <pre>{@code
 * try (Profiler profiler = Profiler.start()) {
 *     model.loss(ids, targets).backward();
 *     System.out.println(profiler.table());
 * }
 * }</pre>
 *
 * <p>The time of an op is its own: a checkpoint's does not include that of the ops it is made of, which have rows of
 * their own. The ops that a rule is written in belong to the rule: their time is the backward time of the op whose rule
 * it is. What worker threads do for an op is in its time, since the calling thread waits for them.
 *
 * <p>Timing an op costs two looks at the clock and a few small objects while a profiler runs, and nothing otherwise.
 * For single calls, and for every thread at once, record the flight recorder's events {@code lanegrad.Op} and {@code
 * lanegrad.Scope} instead.
 */
public final class Profiler implements AutoCloseable {

    /** The sums of one op. */
    private static final class Sums {
        private long calls;
        private long nanos;
        private long bytes;
        private long backwardCalls;
        private long backwardNanos;
    }

    /**
     * What one op has taken.
     *
     * @param op its name
     * @param calls how often it was computed
     * @param nanos the time of its forwards, in nanoseconds
     * @param bytes the size of its results; views of an input count as 0
     * @param backwardCalls how often its rule has run
     * @param backwardNanos the time of its rule, in nanoseconds
     */
    public record Row(String op, long calls, long nanos, long bytes, long backwardCalls, long backwardNanos) {

        /**
         * Both times together.
         *
         * @return nanoseconds
         */
        public long totalNanos() {
            return nanos + backwardNanos;
        }
    }

    private final Tape tape = Tape.get();
    private final Map<String, Sums> sums = new HashMap<>();
    private final long start = System.nanoTime();
    private long elapsed = -1;

    private Profiler() {
    }

    /**
     * Starts to time the ops of the calling thread.
     *
     * @return the profiler, to be closed by try-with-resources; what it has found can be read before and after
     * @throws IllegalStateException if one runs on this thread already
     */
    public static Profiler start() {
        Tape tape = Tape.get();
        if (tape.profiler != null) {
            throw new IllegalStateException("a profiler runs on this thread already: close it first");
        }
        tape.profiler = new Profiler();
        return tape.profiler;
    }

    void add(Op op, boolean backward, long nanos, long bytes) {
        Sums sum = sums.computeIfAbsent(op.name(), _ -> new Sums());
        if (backward) {
            sum.backwardCalls++;
            sum.backwardNanos += nanos;
        } else {
            sum.calls++;
            sum.nanos += nanos;
            sum.bytes += bytes;
        }
    }

    /**
     * Ends the timing. Closing twice is harmless.
     *
     * @throws IllegalStateException on another thread than the one it times
     */
    @Override
    public void close() {
        if (elapsed >= 0) {
            return;
        }
        if (tape != Tape.get()) {
            throw new IllegalStateException("a profiler is closed on another thread than the one it times");
        }
        elapsed = elapsedNanos();
        tape.profiler = null;
    }

    /**
     * The time since the start, until now or until it was closed.
     *
     * @return nanoseconds
     */
    public long elapsedNanos() {
        return elapsed >= 0 ? elapsed : System.nanoTime() - start;
    }

    /**
     * What the ops have taken so far.
     *
     * @return a row an op; the one that took the longest first, those that took as long by name
     */
    public List<Row> rows() {
        List<Row> rows = new ArrayList<>(sums.size());
        sums.forEach((name, sum) -> rows
                .add(new Row(name, sum.calls, sum.nanos, sum.bytes, sum.backwardCalls, sum.backwardNanos)));
        rows.sort(Comparator.comparingLong(Row::totalNanos).reversed().thenComparing(Row::op));
        return rows;
    }

    /**
     * The rows as a table for people, with the mean times of a call, each op's share of the elapsed time, and what is
     * left for everything that is no op.
     *
     * @return lines that end with a line feed
     */
    public String table() {
        List<Row> rows = rows();
        long all = elapsedNanos();
        long rest = all;
        int width = "outside ops".length();
        for (Row row : rows) {
            rest -= row.totalNanos();
            width = Math.max(width, row.op().length());
        }
        String name = "%-" + width + "s";
        StringBuilder table = new StringBuilder();
        append(table, name + " %9s %12s %10s %9s %12s %10s %7s %10s", "op", "forwards", "ms", "mean us", "backwards",
                "ms", "mean us", "share", "MiB");
        for (Row row : rows) {
            append(table, name + " %9d %12.3f %10.3f %9d %12.3f %10.3f %6.1f%% %10.2f", row.op(), row.calls(),
                    row.nanos() / 1e6, mean(row.nanos(), row.calls()), row.backwardCalls(), row.backwardNanos() / 1e6,
                    mean(row.backwardNanos(), row.backwardCalls()), percent(row.totalNanos(), all),
                    row.bytes() / (double) (1 << 20));
        }
        append(table, name + " %22.3f %51.1f%%", "outside ops", rest / 1e6, percent(rest, all));
        append(table, name + " %22.3f", "elapsed", all / 1e6);
        return table.toString();
    }

    private static void append(StringBuilder table, String format, Object... values) {
        table.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    private static double mean(long nanos, long calls) {
        return calls == 0 ? 0 : nanos / 1e3 / calls;
    }

    private static double percent(long nanos, long all) {
        return all == 0 ? 0 : 100.0 * nanos / all;
    }
}

package lanegrad.compare.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import lanegrad.compare.cases.Case;
import lanegrad.compare.contestant.Entrant;
import lanegrad.compare.contestant.Entrant.Role;

/** All contestants with one number of threads, each in its process, which lives for all cases. */
public final class Field implements AutoCloseable {

    /** What a contestant may spend on the rounds of a case beyond the first; the slow ones need not run them all. */
    private static final double BUDGET_NANOS = 3e9;

    /** How much more than its threads a process may be busy: the compiler and the collector work too. */
    private static final double SLACK = 0.3;

    private final int threads;
    private final Findings findings;
    private final Map<Entrant, ChildProcess> children = new EnumMap<>(Entrant.class);

    /**
     * Starts the processes. Those whose library does not run here are left out.
     *
     * @param findings hears who is left out, and what else is to be told
     */
    public Field(Collection<Entrant> entrants, int threads, Path directory, Findings findings)
            throws IOException, InterruptedException {
        this.threads = threads;
        this.findings = findings;
        for (Entrant entrant : entrants) {
            ChildProcess child = new ChildProcess(entrant, threads, directory, ChildProcess.Purpose.ROUNDS);
            children.put(entrant, child);
            switch (child.reply()) {
                case Reply.Hello hello -> greet(entrant, hello);
                case Reply.Failed failed -> leaveOut(entrant, failed.message());
                case Reply other -> leaveOut(entrant, "unexpected reply: " + other.line());
            }
        }
    }

    private void greet(Entrant entrant, Reply.Hello hello) {
        if (hello.threads() > threads) {
            findings.fail(String.format(Locale.ROOT, "%s says that it uses %d threads, %d expected", entrant.label(),
                    hello.threads(), threads));
        }
        findings.introduce(entrant, threads, hello.threads(), hello.remark());
    }

    private void leaveOut(Entrant entrant, String reason) {
        findings.leaveOut(entrant, reason);
        children.remove(entrant).close();
    }

    /** Lets all who can do a case do it, in turns. */
    public Row run(Case work, int rounds) throws InterruptedException {
        Map<Entrant, List<Reply.Time>> times = prepare(work);
        List<Entrant> order = new ArrayList<>(times.keySet());
        for (int round = 0; round < rounds; round++) {
            // Another one begins each round, so that nobody always follows the same one
            for (int i = 0; i < order.size(); i++) {
                Entrant entrant = order.get((i + round) % order.size());
                if (times.containsKey(entrant) && hasTime(times.get(entrant))) {
                    round(entrant, work, times);
                }
            }
        }
        Map<Entrant, Reply.Sums> sums = finish(work, times.keySet());
        compare(work, sums);
        List<Measurement> measurements = times.entrySet().stream().filter(e -> !e.getValue().isEmpty())
                .map(e -> new Measurement(e.getKey(), e.getValue().stream().map(Reply.Time::nanos).toList(),
                        e.getValue().stream().map(Reply.Time::cores).toList()))
                .toList();
        measurements.forEach(m -> checkThreads(work, m));
        return new Row(work.name(), threads, measurements);
    }

    private Map<Entrant, List<Reply.Time>> prepare(Case work) throws InterruptedException {
        Map<Entrant, List<Reply.Time>> times = new LinkedHashMap<>();
        for (Entrant entrant : List.copyOf(children.keySet())) {
            switch (children.get(entrant).ask(new Order(Order.Verb.PREPARE, work.name()))) {
                case Reply.Ready _ -> times.put(entrant, new ArrayList<>());
                case Reply.Unable _ -> {
                    // its cell stays empty
                }
                case Reply other -> fail(entrant, work, other);
            }
        }
        return times;
    }

    private static boolean hasTime(List<Reply.Time> times) {
        return times.size() * times.stream().mapToDouble(Reply.Time::nanos).average().orElse(0) < BUDGET_NANOS;
    }

    private void round(Entrant entrant, Case work, Map<Entrant, List<Reply.Time>> times) throws InterruptedException {
        switch (children.get(entrant).ask(Order.of(Order.Verb.ROUND))) {
            case Reply.Time time -> times.get(entrant).add(time);
            case Reply other -> {
                times.remove(entrant);
                fail(entrant, work, other);
            }
        }
    }

    private Map<Entrant, Reply.Sums> finish(Case work, Collection<Entrant> entrants) throws InterruptedException {
        Map<Entrant, Reply.Sums> sums = new LinkedHashMap<>();
        for (Entrant entrant : entrants) {
            switch (children.get(entrant).ask(Order.of(Order.Verb.FINISH))) {
                case Reply.Sums results -> sums.put(entrant, results);
                case Reply.NoSums _ -> {
                    // a limit
                }
                case Reply other -> fail(entrant, work, other);
            }
        }
        return sums;
    }

    private void fail(Entrant entrant, Case work, Reply reply) {
        String message = reply instanceof Reply.Failed failed ? failed.message() : "unexpected reply: " + reply.line();
        findings.fail(entrant.label() + ", " + work.name() + ", " + threads + " threads: " + message);
    }

    /** Everybody's results, the first and the last, against the own library's; without it, against the first peer's. */
    private void compare(Case work, Map<Entrant, Reply.Sums> sums) {
        Entrant judge = sums.keySet().stream().filter(e -> e.role() == Role.OWN).findFirst()
                .orElse(sums.keySet().stream().findFirst().orElse(null));
        sums.forEach((entrant, results) -> {
            Checksum expected = sums.get(judge).first();
            for (Checksum sum : List.of(results.first(), results.last())) {
                if (!expected.agrees(sum, work.tolerance())) {
                    findings.fail(String.format(Locale.ROOT, "%s, %d threads: %s has %s; %s has %s", work.name(),
                            threads, entrant.label(), sum, judge.label(), expected));
                    break;
                }
            }
        });
    }

    private void checkThreads(Case work, Measurement measurement) {
        if (measurement.busy() > threads + SLACK) {
            findings.fail(String.format(Locale.ROOT, "%s, %s: %.1f processors busy, %d expected at most",
                    measurement.entrant().label(), work.name(), measurement.busy(), threads));
        }
    }

    @Override
    public void close() {
        children.values().forEach(ChildProcess::close);
    }
}

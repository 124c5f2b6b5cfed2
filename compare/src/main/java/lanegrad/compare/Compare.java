package lanegrad.compare;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import lanegrad.compare.cases.Case;
import lanegrad.compare.cases.Cases;
import lanegrad.compare.contestant.Entrant;
import lanegrad.compare.report.Report;
import lanegrad.compare.run.Field;
import lanegrad.compare.run.Findings;
import lanegrad.compare.run.Footprint;
import lanegrad.compare.run.Measurement;
import lanegrad.compare.run.Row;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Lets Lanegrad and its peers do the same work, each in a process of its own, in turns, and prints how they compare.
 * Exit code 1 if a contestant failed, or results or threads were not what they must be.
 */
@Command(name = "Compare", mixinStandardHelpOptions = true, showDefaultValues = true,
        description = "The same work by Lanegrad and by its peers.")
public final class Compare implements Callable<Integer> {

    @Option(names = "--cases", defaultValue = ".*", paramLabel = "REGEX",
            description = "Cases in whose names it is found.")
    private Pattern cases;

    @Option(names = "--contestants", defaultValue = ".*", paramLabel = "REGEX",
            description = "Contestants in whose names it is found; Lanegrad and the limits always take part.")
    private Pattern contestants;

    @Option(names = "--threads", defaultValue = "", paramLabel = "N,N",
            description = "Numbers of threads; nothing for 1 and as many as there are processors.")
    private String threads;

    @Option(names = "--rounds", defaultValue = "7", description = "Rounds of some 100 ms for each contestant.")
    private int rounds;

    @Option(names = "--out", defaultValue = "target", paramLabel = "DIR", description = "Where files are written.")
    private Path directory;

    private final PrintStream out;

    private Compare(PrintStream out) {
        this.out = out;
    }

    /** Runs the program. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Compare(System.out)).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Case> work = Cases.list().stream().filter(c -> cases.matcher(c.name()).find()).toList();
        List<Entrant> entrants = Arrays.stream(Entrant.values())
                .filter(e -> e.role() != Entrant.Role.PEER || contestants.matcher(e.label()).find()).toList();
        if (work.isEmpty() || rounds < 1) {
            throw new IllegalArgumentException("--cases=" + cases + " --rounds=" + rounds + ": one at least of "
                    + Cases.list().stream().map(Case::name).toList() + " and a round expected");
        }
        Report report = new Report(directory);
        Findings findings = new Findings();
        List<Row> rows = new ArrayList<>();
        for (int count : counts()) {
            try (Field field = new Field(entrants, count, directory.toAbsolutePath(), findings)) {
                for (Case item : work) {
                    Row row = field.run(item, rounds);
                    rows.add(row);
                    report.save(byCase(rows, work), findings);
                    out.printf(Locale.ROOT, "%s, threads %d: best peer / ours %.2f, limit / ours %.2f%n", item.name(),
                            count, row.toBest(), row.toLimit());
                }
            }
            weigh(rows.stream().filter(row -> row.threads() == count).toList(), findings);
        }
        report.publish(byCase(rows, work), findings, out);
        return findings.failures().isEmpty() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    /** Measures the memory of cases that are weighed, of everybody who took part in them. */
    private void weigh(List<Row> rows, Findings findings) throws IOException, InterruptedException {
        for (Row row : rows) {
            Case work = Cases.named(row.work());
            for (Measurement measurement : work.isWeighed() ? row.measurements() : List.<Measurement>of()) {
                if (measurement.entrant().role() != Entrant.Role.LIMIT) {
                    Footprint.measure(work, measurement.entrant(), row.threads(), directory.toAbsolutePath())
                            .ifPresent(findings::weigh);
                }
            }
        }
    }

    private TreeSet<Integer> counts() {
        TreeSet<Integer> counts = new TreeSet<>();
        if (threads.isBlank()) {
            counts.add(1);
            counts.add(Runtime.getRuntime().availableProcessors());
        } else {
            for (String count : threads.split(",")) {
                counts.add(Integer.parseInt(count.strip()));
            }
        }
        return counts;
    }

    /** A case's numbers of threads one below the other. */
    private static List<Row> byCase(List<Row> rows, List<Case> work) {
        return work.stream().flatMap(item -> rows.stream().filter(row -> row.work().equals(item.name()))).toList();
    }
}

package lanegrad.compare.report;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import lanegrad.compare.run.Findings;
import lanegrad.compare.run.Row;

/** Prints the table with what must be told beside it, and writes the files. */
public final class Report {

    private static final double MEGABYTE = 1e6;

    private final Path directory;
    private final Path markdown;
    private final Path csv;

    /**
     * A report.
     *
     * @param directory for the files
     */
    public Report(Path directory) {
        this.directory = directory;
        this.markdown = directory.resolve("comparison.md");
        this.csv = directory.resolve("comparison.csv");
    }

    /** Writes the tables: after each case, so that a run that is ended early leaves what it has. */
    public void save(List<Row> rows, Findings findings) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(markdown, text(rows, findings));
        Files.writeString(csv, Csv.table(rows));
    }

    /** Prints and writes everything. */
    public void publish(List<Row> rows, Findings findings, PrintStream out) throws IOException {
        save(rows, findings);
        out.println();
        out.println(text(rows, findings));
        out.println("written: " + markdown + ", " + csv);
        Path picture = directory.resolve("comparison.png");
        try {
            if (Picture.write(rows, picture)) {
                out.println("written: " + picture);
            }
        } catch (LinkageError | InternalError e) { // a system without fonts
            out.println("no picture: " + e);
        }
    }

    private static String text(List<Row> rows, Findings findings) {
        StringBuilder text = new StringBuilder();
        text.append(Machine.describe()).append("\n\n");
        text.append("Milliseconds, medians of interleaved rounds; ratios above 1 say that Lanegrad is faster; ")
                .append("limit: rate of FMAs or bandwidth, measured in the same rounds.\n\n");
        text.append(Markdown.table(rows)).append('\n');
        findings.footprints().forEach(f -> text.append(String.format(Locale.ROOT,
                "- resident memory of %s, threads %d: %s at most %.0f MB, %.0f of them before it, "
                        + "alone in a JVM with a small heap\n",
                f.work(), f.threads(), f.entrant().label(), f.peak() / MEGABYTE, f.loaded() / MEGABYTE)));
        findings.contestants().forEach(line -> text.append("- ").append(line).append('\n'));
        findings.leftOut().forEach((entrant, reason) -> text.append("- left out: ").append(entrant.label())
                .append(", which does not run here: ").append(reason).append('\n'));
        findings.failures().forEach(failure -> text.append("- FAILED: ").append(failure).append('\n'));
        return text.toString();
    }
}

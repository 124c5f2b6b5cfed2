package lanegrad.examples.gpt;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** What a run measured, step by step; kept across a resume through its CSV file. */
public final class Metrics {

    private static final String HEADER = "step,training_loss,validation_loss,rate,gradient_norm,tokens_per_second";

    /**
     * One row; NaN where nothing was measured.
     *
     * @param step how many steps had been taken
     * @param training the loss of the step's batch, nats a symbol
     * @param validation the loss on the held-out text, nats a symbol
     * @param rate the learning rate
     * @param gradientNorm before clipping
     * @param tokensPerSecond in training, so far
     */
    public record Row(long step, double training, double validation, double rate, double gradientNorm,
            double tokensPerSecond) {
    }

    private final List<Row> rows = new ArrayList<>();

    /** Adds a row behind the others. */
    public void add(Row row) {
        rows.add(row);
    }

    /** All rows. */
    public List<Row> rows() {
        return Collections.unmodifiableList(rows);
    }

    /** Writes all rows; whatever happens, the file has the old ones or the new ones. */
    public void write(Path file) throws IOException {
        StringBuilder text = new StringBuilder(HEADER).append('\n');
        for (Row row : rows) {
            text.append(row.step);
            cell(text, row.training);
            cell(text, row.validation);
            cell(text, row.rate);
            cell(text, row.gradientNorm);
            cell(text, row.tokensPerSecond);
            text.append('\n');
        }
        Replacement.write(file, text);
    }

    private static void cell(StringBuilder text, double value) {
        text.append(',');
        if (!Double.isNaN(value)) {
            text.append(String.format(Locale.ROOT, "%.7g", value));
        }
    }

    /**
     * Reads a file.
     *
     * @throws IOException if it cannot be read, or is not a file of metrics
     */
    public static Metrics read(Path file) throws IOException {
        Metrics metrics = new Metrics();
        List<String> lines = lines(file);
        if (lines.isEmpty() || !lines.getFirst().equals(HEADER)) {
            throw new IOException(file + ", line 1: '" + HEADER + "' expected");
        }
        for (int i = 1; i < lines.size(); i++) {
            String[] cells = lines.get(i).split(",", -1);
            try {
                if (cells.length != 6) {
                    throw new NumberFormatException(cells.length + " cells, 6 expected");
                }
                metrics.add(new Row(Long.parseLong(cells[0]), number(cells[1]), number(cells[2]), number(cells[3]),
                        number(cells[4]), number(cells[5])));
            } catch (NumberFormatException e) {
                throw new IOException(file + ", line " + (i + 1) + ": " + e.getMessage(), e);
            }
        }
        return metrics;
    }

    /** All characters that belong there are ASCII; others are for the parser to refuse, with their line. */
    private static List<String> lines(Path file) throws IOException {
        try {
            return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new IOException(file + " cannot be read: " + Failures.reason(e), e);
        }
    }

    private static double number(String cell) {
        if (cell.isEmpty()) {
            return Double.NaN;
        }
        double number = Double.parseDouble(cell);
        if (!Double.isFinite(number)) {
            throw new NumberFormatException("'" + cell + "' is no finite number");
        }
        return number;
    }

    /** Leaves out what was measured after a step, from which a run is resumed. */
    public Metrics upTo(long step) {
        Metrics part = new Metrics();
        rows.stream().filter(row -> row.step <= step).forEach(part.rows::add);
        return part;
    }
}

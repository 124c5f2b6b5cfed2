package lanegrad.examples.gpt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
     * @param validation the loss on the held-out text
     * @param rate the learning rate
     * @param gradientNorm before clipping
     * @param tokensPerSecond in training, since the row before
     */
    public record Row(long step, double training, double validation, double rate, double gradientNorm,
            double tokensPerSecond) {
    }

    private final List<Row> rows = new ArrayList<>();

    public void add(Row row) {
        rows.add(row);
    }

    public List<Row> rows() {
        return rows;
    }

    /** Writes all rows. */
    public void write(Path file) throws IOException {
        StringBuilder text = new StringBuilder(HEADER).append('\n');
        for (Row row : rows) {
            text.append(row.step);
            for (double value : new double[] {row.training, row.validation, row.rate, row.gradientNorm,
                    row.tokensPerSecond}) {
                text.append(',');
                if (!Double.isNaN(value)) {
                    text.append(String.format(Locale.ROOT, "%.6g", value));
                }
            }
            text.append('\n');
        }
        Files.writeString(file, text);
    }

    /** Reads the rows of an interrupted run, up to the step it is resumed from. */
    public void readUpTo(Path file, long step) throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        for (String line : Files.readAllLines(file)) {
            String[] cells = line.split(",", -1);
            if (cells.length != 6 || line.equals(HEADER)) {
                continue;
            }
            try {
                Row row = new Row(Long.parseLong(cells[0]), number(cells[1]), number(cells[2]), number(cells[3]),
                        number(cells[4]), number(cells[5]));
                if (row.step <= step) {
                    rows.add(row);
                }
            } catch (NumberFormatException e) {
                throw new IOException(file + ": not a row of metrics: " + line, e);
            }
        }
    }

    private static double number(String cell) {
        return cell.isEmpty() ? Double.NaN : Double.parseDouble(cell);
    }
}

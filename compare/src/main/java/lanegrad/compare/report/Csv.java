package lanegrad.compare.report;

import java.util.List;
import java.util.Locale;
import lanegrad.compare.run.Measurement;
import lanegrad.compare.run.Row;

/** Every measurement on a line of its own, for other programs. */
public final class Csv {

    private static final String HEAD = "case,threads,contestant,median_ns,fastest_ns,slowest_ns,rounds,processors\n";

    private Csv() {
    }

    /** The file's text. */
    public static String table(List<Row> rows) {
        StringBuilder text = new StringBuilder(HEAD);
        for (Row row : rows) {
            for (Measurement m : row.measurements()) {
                text.append(String.format(Locale.ROOT, "%s,%d,%s,%.1f,%.1f,%.1f,%d,%.2f\n", quoted(row.work()),
                        row.threads(), quoted(m.entrant().label()), m.median(), m.fastest(), m.slowest(),
                        m.nanos().size(), m.busy()));
            }
        }
        return text.toString();
    }

    private static String quoted(String cell) {
        return cell.matches("[^,\"\\n]*") ? cell : '"' + cell.replace("\"", "\"\"") + '"';
    }
}

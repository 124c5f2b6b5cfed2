package lanegrad.compare.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lanegrad.compare.contestant.Entrant;
import lanegrad.compare.contestant.Entrant.Role;
import lanegrad.compare.run.Measurement;
import lanegrad.compare.run.Row;

/** The table: a row a case and number of threads, a column for everybody who took part in any. */
public final class Markdown {

    private Markdown() {
    }

    /** The table's text. */
    public static String table(List<Row> rows) {
        List<Entrant> columns = columns(rows);
        StringBuilder text = new StringBuilder();
        List<String> head = new ArrayList<>(List.of("case", "threads"));
        columns.forEach(entrant -> head.add(entrant.label()));
        head.addAll(List.of("best peer", "best peer / ours", "limit / ours"));
        line(text, head);
        line(text,
                head.stream().map(cell -> cell.equals("case") || cell.equals("best peer") ? "---" : "---:").toList());
        for (Row row : rows) {
            List<String> cells = new ArrayList<>(List.of(row.work(), Integer.toString(row.threads())));
            columns.forEach(entrant -> cells.add(time(row.of(entrant))));
            cells.add(row.best().map(m -> m.entrant().label()).orElse("–"));
            cells.add(Figures.ratio(row.toBest()));
            cells.add(Figures.ratio(row.toLimit()));
            line(text, cells);
        }
        return text.toString();
    }

    private static String time(Optional<Measurement> measurement) {
        return measurement.map(m -> Figures.milliseconds(m.median())).orElse("–");
    }

    private static List<Entrant> columns(List<Row> rows) {
        return rows.stream().flatMap(row -> row.measurements().stream()).map(Measurement::entrant)
                .filter(entrant -> entrant.role() != Role.LIMIT).distinct().sorted().toList();
    }

    private static void line(StringBuilder text, List<String> cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }
}

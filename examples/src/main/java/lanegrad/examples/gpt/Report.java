package lanegrad.examples.gpt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import lanegrad.kernels.Kernels;
import lanegrad.memory.Memory;
import lanegrad.memory.MemoryStats;

/** One self-contained page about a run: what it learned, what it wrote, where it looked, and on which machine. */
public final class Report {

    private static final String STYLE = """
            body { font: 16px/1.5 system-ui, sans-serif; color: #1c2733; max-width: 860px; margin: 2rem auto; padding: 0 1rem }
            h1 { font-size: 1.6rem } h2 { font-size: 1.15rem; margin-top: 2.2rem }
            svg { width: 100%; height: auto } svg text { font: 12px system-ui, sans-serif; fill: #51606f }
            svg .grid { stroke: #e4e9ef } svg .token { font: 9px ui-monospace, monospace }
            pre { background: #f5f7f9; padding: 1rem; overflow-x: auto; font: 13px/1.45 ui-monospace, monospace }
            table { border-collapse: collapse } td { padding: .2rem 1.2rem .2rem 0; vertical-align: top }
            td:first-child { color: #51606f }
            """;

    private final Map<String, String> facts = new LinkedHashMap<>();
    private final List<String> samples = new ArrayList<>();
    private String attention = "";

    /** Adds a line to the table at the top. */
    public Report fact(String name, String value) {
        facts.put(name, value);
        return this;
    }

    /** Adds something that the model wrote. */
    public Report sample(String text) {
        samples.add(text);
        return this;
    }

    /**
     * Shows where one head looked.
     *
     * @param caption for people
     * @param weights [n, n] in row-major order
     * @param text the n symbols it read
     */
    public Report attention(String caption, float[] weights, String text) {
        String[] labels = new String[text.length()];
        for (int i = 0; i < labels.length; i++) {
            char c = text.charAt(i);
            labels[i] = c == '\n' ? "&#9166;" : c == ' ' ? "&#183;" : escape(String.valueOf(c));
        }
        attention = "<p>" + escape(caption) + "</p>\n" + Chart.heatMap(weights, labels);
        return this;
    }

    /** Writes the page. */
    public void write(Path file, String title, Metrics metrics, Baselines baselines) throws IOException {
        StringBuilder page = new StringBuilder();
        page.append("<!doctype html>\n<html lang='en'>\n<head>\n<meta charset='utf-8'>\n<title>").append(escape(title))
                .append("</title>\n<style>\n").append(STYLE).append("</style>\n</head>\n<body>\n<h1>").append(escape(title))
                .append("</h1>\n");
        table(page, facts);
        page.append("<h2>Loss, nats a symbol</h2>\n").append(curves(metrics, baselines)).append('\n');
        page.append("<h2>Samples</h2>\n");
        for (String sample : samples) {
            page.append("<pre>").append(escape(sample)).append("</pre>\n");
        }
        if (!attention.isEmpty()) {
            page.append("<h2>Attention</h2>\n").append(attention).append('\n');
        }
        page.append("<h2>Machine</h2>\n");
        table(page, machine());
        page.append("</body>\n</html>\n");
        Files.writeString(file, page);
    }

    private static String curves(Metrics metrics, Baselines baselines) {
        List<Metrics.Row> rows = metrics.rows();
        Chart.Line training = line("training", rows, false);
        Chart.Line validation = line("held out", rows, true);
        double end = rows.isEmpty() ? 1 : rows.getLast().step();
        return Chart.lines("step", "loss",
                List.of(training, validation, constant("bigram", baselines.bigram(), end),
                        constant("unigram", baselines.unigram(), end)));
    }

    private static Chart.Line line(String name, List<Metrics.Row> rows, boolean validation) {
        List<Metrics.Row> measured = rows.stream()
                .filter(row -> !Double.isNaN(validation ? row.validation() : row.training())).toList();
        return new Chart.Line(name, measured.stream().mapToDouble(Metrics.Row::step).toArray(),
                measured.stream().mapToDouble(row -> validation ? row.validation() : row.training()).toArray(), false);
    }

    private static Chart.Line constant(String name, double value, double end) {
        return new Chart.Line(name, new double[] {0, end}, new double[] {value, value}, true);
    }

    private static Map<String, String> machine() {
        Map<String, String> machine = new LinkedHashMap<>();
        MemoryStats memory = Memory.stats();
        machine.put("Kernels", Kernels.describe());
        machine.put("Processors", String.valueOf(Runtime.getRuntime().availableProcessors()));
        machine.put("System", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        machine.put("Off-heap memory", String.format(Locale.ROOT, "%.1f MiB at the peak, %.1f MiB in %d slabs",
                memory.peakBytes() / 1048576.0, memory.slabBytes() / 1048576.0, memory.slabs()));
        machine.put("Heap", String.format(Locale.ROOT, "%.1f MiB in use",
                (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()) / 1048576.0));
        return machine;
    }

    private static void table(StringBuilder page, Map<String, String> rows) {
        page.append("<table>\n");
        rows.forEach((name, value) -> page.append("<tr><td>").append(escape(name)).append("</td><td>").append(escape(value))
                .append("</td></tr>\n"));
        page.append("</table>\n");
    }

    private static String escape(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '&' -> safe.append("&amp;");
                case '\'' -> safe.append("&#39;");
                case '"' -> safe.append("&quot;");
                default -> safe.append(c < ' ' && c != '\n' && c != '\t' ? '\uFFFD' : c);
            }
        }
        return safe.toString();
    }
}

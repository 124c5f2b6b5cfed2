package lanegrad.examples.gpt;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** One self-contained page: a title, figures, sections. */
final class Report {

    private final StringBuilder page = new StringBuilder();

    /**
     * A page.
     *
     * @param title also its heading
     * @param summary a sentence below it
     */
    Report(String title, String summary) throws IOException {
        page.append("<!doctype html>\n<html lang='en'>\n<head>\n<meta charset='utf-8'>\n")
                .append("<meta name='viewport' content='width=device-width'>\n<title>").append(Html.escape(title))
                .append("</title>\n<style>\n").append(style()).append("</style>\n</head>\n<body>\n<h1>")
                .append(Html.escape(title)).append("</h1>\n<p class='summary'>").append(Html.escape(summary))
                .append("</p>\n");
    }

    private static String style() throws IOException {
        try (InputStream style = Report.class.getResourceAsStream("report.css")) {
            return new String(style.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Large numbers side by side, each with a few words. */
    void figures(Map<String, String> figures) {
        page.append("<div class='figures'>\n");
        figures.forEach((words, number) -> page.append("<div><b>").append(Html.escape(number)).append("</b><span>")
                .append(Html.escape(words)).append("</span></div>\n"));
        page.append("</div>\n");
    }

    /** A heading and HTML. */
    void section(String heading, String html) {
        page.append("<h2>").append(Html.escape(heading)).append("</h2>\n").append(html).append('\n');
    }

    /** A table of names and values, as HTML. */
    static String table(Map<String, String> rows) {
        StringBuilder table = new StringBuilder("<table>\n");
        rows.forEach((name, value) -> table.append("<tr><th>").append(Html.escape(name)).append("</th><td>")
                .append(Html.escape(value)).append("</td></tr>\n"));
        return table.append("</table>").toString();
    }

    /** Writes the page; whatever happens, the file has the old one or the new one. */
    void write(Path file) throws IOException {
        Replacement.write(file, page + "</body>\n</html>\n");
    }
}

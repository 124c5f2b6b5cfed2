package lanegrad.examples.gpt;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** A line chart as inline SVG, for a page that needs no other file. Colours and fonts are classes of the page. */
final class Chart {

    private static final int WIDTH = 860;
    private static final int HEIGHT = 360;
    private static final int LEFT = 48;
    private static final int RIGHT = 128;
    private static final int TOP = 12;
    private static final int BOTTOM = 44;

    /** The least distance of two labels. */
    private static final double LABEL = 15;

    /**
     * A line.
     *
     * @param label beside its end; empty for none
     * @param style CSS class
     * @param x positions, ascending
     * @param y values
     */
    record Line(String label, String style, double[] x, double[] y) {

        double end() {
            return y[y.length - 1];
        }
    }

    private final List<Line> lines;
    private final double xMin;
    private final double xMax;
    private final double yMin;
    private final double yMax;
    private final double yStep;
    private final StringBuilder svg = new StringBuilder();

    private Chart(List<Line> lines) {
        this.lines = lines;
        double left = Double.POSITIVE_INFINITY;
        double right = Double.NEGATIVE_INFINITY;
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (Line line : lines) {
            for (int i = 0; i < line.x.length; i++) {
                left = Math.min(left, line.x[i]);
                right = Math.max(right, line.x[i]);
                low = Math.min(low, line.y[i]);
                high = Math.max(high, line.y[i]);
            }
        }
        xMin = left;
        xMax = right == left ? left + 1 : right;
        yStep = tick(high - low);
        yMin = Math.floor(low / yStep) * yStep;
        yMax = Math.max(Math.ceil(high / yStep) * yStep, yMin + yStep);
    }

    /**
     * Draws.
     *
     * @param xLabel below the horizontal axis
     * @param description for those who cannot see it
     * @param lines those without a point are left out
     */
    static String of(String xLabel, String description, List<Line> lines) {
        List<Line> drawn = lines.stream().filter(line -> line.x.length > 0).toList();
        if (drawn.isEmpty()) {
            return "<p>Nothing was measured.</p>";
        }
        return new Chart(drawn).draw(xLabel, description);
    }

    private String draw(String xLabel, String description) {
        add("<svg class='chart' viewBox='0 0 %d %d' role='img' aria-label='%s'>%n", WIDTH, HEIGHT,
                Html.escape(description));
        int digits = (int) Math.max(0, Math.ceil(-Math.log10(yStep) - 1e-9));
        for (long i = Math.round(yMin / yStep); i <= Math.round(yMax / yStep); i++) {
            double at = y(i * yStep);
            add("<line class='grid' x1='%d' x2='%d' y1='%.1f' y2='%.1f'/>", LEFT, WIDTH - RIGHT, at, at);
            add("<text x='%d' y='%.1f' text-anchor='end'>%." + digits + "f</text>%n", LEFT - 8, at + 4, i * yStep);
        }
        double xStep = Math.max(1, tick(xMax - xMin));
        for (double x = Math.ceil(xMin / xStep) * xStep; x <= xMax; x += xStep) {
            add("<text x='%.1f' y='%d' text-anchor='middle'>%,.0f</text>%n", x(x), HEIGHT - BOTTOM + 18, x);
        }
        add("<text x='%d' y='%d' text-anchor='middle'>%s</text>%n", (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 6,
                Html.escape(xLabel));
        for (Line line : lines) {
            add("<polyline class='%s' points='", line.style);
            for (int i = 0; i < line.x.length; i++) {
                add("%.1f,%.1f ", x(line.x[i]), y(line.y[i]));
            }
            add("'/>%n");
        }
        labels();
        return svg.append("</svg>").toString();
    }

    /** Beside the lines' ends, moved apart where they would cover one another. */
    private void labels() {
        List<Line> named = new ArrayList<>(lines.stream().filter(line -> !line.label.isEmpty()).toList());
        named.sort(Comparator.comparingDouble(line -> y(line.end())));
        double[] at = new double[named.size()];
        for (int i = 0; i < at.length; i++) {
            at[i] = Math.max(y(named.get(i).end()), i == 0 ? TOP : at[i - 1] + LABEL);
        }
        double over = at.length == 0 ? 0 : at[at.length - 1] - (HEIGHT - BOTTOM);
        for (int i = at.length - 1; i >= 0 && over > 0; i--) {
            at[i] -= over;
            over = i == 0 ? 0 : at[i - 1] + LABEL - at[i];
        }
        for (int i = 0; i < at.length; i++) {
            Line line = named.get(i);
            add("<text class='%s label' x='%d' y='%.1f'>%s %.3f</text>%n", line.style, WIDTH - RIGHT + 8, at[i] + 4,
                    Html.escape(line.label), line.end());
        }
    }

    private double x(double value) {
        return LEFT + (value - xMin) / (xMax - xMin) * (WIDTH - RIGHT - LEFT);
    }

    private double y(double value) {
        return HEIGHT - BOTTOM - (value - yMin) / (yMax - yMin) * (HEIGHT - BOTTOM - TOP);
    }

    private void add(String format, Object... arguments) {
        svg.append(String.format(Locale.ROOT, format, arguments));
    }

    /** A round distance that cuts a range into four to eight parts. */
    private static double tick(double range) {
        double rough = Math.max(range, 1e-9) / 5;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double part = rough / power;
        return power * (part < 1.5 ? 1 : part < 3.5 ? 2 : part < 7.5 ? 5 : 10);
    }
}

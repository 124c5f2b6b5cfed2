package lanegrad.examples.gpt;

import java.util.List;
import java.util.Locale;

/** Line charts and heat maps as inline SVG, for a page that needs no other file. */
final class Chart {

    private static final int WIDTH = 760;
    private static final int HEIGHT = 320;
    private static final int LEFT = 56;
    private static final int RIGHT = 150;
    private static final int TOP = 16;
    private static final int BOTTOM = 40;
    private static final String[] COLOURS = {"#9aa7b8", "#1f6feb", "#b35900", "#8250df"};

    /**
     * A line.
     *
     * @param name in the legend
     * @param x positions
     * @param y values
     * @param dashed for constants to compare with
     */
    record Line(String name, double[] x, double[] y, boolean dashed) {
    }

    private Chart() {
    }

    static String lines(String xLabel, String yLabel, List<Line> lines) {
        double xMin = Double.POSITIVE_INFINITY;
        double xMax = Double.NEGATIVE_INFINITY;
        double yMin = Double.POSITIVE_INFINITY;
        double yMax = Double.NEGATIVE_INFINITY;
        for (Line line : lines) {
            for (int i = 0; i < line.x.length; i++) {
                xMin = Math.min(xMin, line.x[i]);
                xMax = Math.max(xMax, line.x[i]);
                yMin = Math.min(yMin, line.y[i]);
                yMax = Math.max(yMax, line.y[i]);
            }
        }
        if (xMin > xMax) {
            return "<p>Nothing was measured.</p>";
        }
        xMax = xMax == xMin ? xMin + 1 : xMax;
        double step = tick(yMax - yMin);
        yMin = Math.floor(yMin / step) * step;
        yMax = Math.max(Math.ceil(yMax / step) * step, yMin + step);
        StringBuilder svg = new StringBuilder();
        svg.append(String.format(Locale.ROOT, "<svg viewBox='0 0 %d %d' role='img' aria-label='%s against %s'>%n", WIDTH,
                HEIGHT, yLabel, xLabel));
        int bottom = HEIGHT - BOTTOM;
        int right = WIDTH - RIGHT;
        for (double y = yMin; y <= yMax + step / 2; y += step) {
            double at = place(y, yMin, yMax, bottom, TOP);
            svg.append(String.format(Locale.ROOT, "<line class='grid' x1='%d' x2='%d' y1='%.1f' y2='%.1f'/>", LEFT, right, at,
                    at));
            svg.append(String.format(Locale.ROOT, "<text x='%d' y='%.1f' text-anchor='end'>%.3g</text>%n", LEFT - 8, at + 4,
                    y));
        }
        double xStep = tick(xMax - xMin);
        for (double x = Math.ceil(xMin / xStep) * xStep; x <= xMax; x += xStep) {
            svg.append(String.format(Locale.ROOT, "<text x='%.1f' y='%d' text-anchor='middle'>%.0f</text>%n",
                    place(x, xMin, xMax, LEFT, right), bottom + 18, x));
        }
        svg.append(String.format("<text x='%d' y='%d' text-anchor='middle'>%s</text>%n", (LEFT + right) / 2, HEIGHT - 4,
                xLabel));
        double[] labels = new double[lines.size()];
        for (int l = 0; l < lines.size(); l++) {
            Line line = lines.get(l);
            if (line.x.length == 0) {
                continue;
            }
            StringBuilder points = new StringBuilder();
            for (int i = 0; i < line.x.length; i++) {
                points.append(String.format(Locale.ROOT, "%.1f,%.1f ", place(line.x[i], xMin, xMax, LEFT, right),
                        place(line.y[i], yMin, yMax, bottom, TOP)));
            }
            String colour = COLOURS[l % COLOURS.length];
            svg.append(String.format("<polyline fill='none' stroke='%s' stroke-width='1.6'%s points='%s'/>%n", colour,
                    line.dashed ? " stroke-dasharray='5 4'" : "", points.toString().strip()));
            labels[l] = place(line.y[line.y.length - 1], yMin, yMax, bottom, TOP) + 4;
            for (int other = 0; other < l; other++) { // labels that would cover one another move apart
                if (Math.abs(labels[other] - labels[l]) < 13) {
                    labels[l] = labels[other] + 13;
                }
            }
            svg.append(String.format(Locale.ROOT, "<text x='%d' y='%.1f' style='fill:%s'>%s %.3f</text>%n", right + 8,
                    labels[l], colour, line.name, line.y[line.y.length - 1]));
        }
        return svg.append("</svg>").toString();
    }

    /**
     * A square of weights, dark where they are great.
     *
     * @param weights row by row, each from 0 to 1
     * @param labels one a row and column
     */
    static String heatMap(float[] weights, String[] labels) {
        int n = labels.length;
        int cell = Math.max(4, 560 / n);
        int margin = 26;
        int size = margin + n * cell;
        StringBuilder svg = new StringBuilder();
        svg.append(String.format("<svg viewBox='0 0 %d %d' style='max-width:%dpx' role='img' aria-label='attention'>%n", size,
                size, size));
        for (int i = 0; i < n; i++) {
            double centre = margin + (i + 0.5) * cell;
            svg.append(String.format(Locale.ROOT, "<text x='%d' y='%.1f' text-anchor='end' class='token'>%s</text>",
                    margin - 5, centre + 3, labels[i]));
            svg.append(String.format(Locale.ROOT, "<text x='%.1f' y='%d' text-anchor='middle' class='token'>%s</text>%n",
                    centre, margin - 6, labels[i]));
            for (int j = 0; j <= i; j++) {
                svg.append(String.format(Locale.ROOT,
                        "<rect x='%d' y='%d' width='%d' height='%d' fill='#1f6feb' fill-opacity='%.3f'/>", margin + j * cell,
                        margin + i * cell, cell, cell, Math.sqrt(weights[i * n + j])));
            }
            svg.append('\n');
        }
        return svg.append("</svg>").toString();
    }

    private static double place(double value, double from, double to, double start, double end) {
        return start + (value - from) / (to - from) * (end - start);
    }

    /** A round distance that cuts a range into four to eight parts. */
    private static double tick(double range) {
        double rough = Math.max(range, 1e-9) / 5;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double part = rough / power;
        return power * (part < 1.5 ? 1 : part < 3.5 ? 2 : part < 7.5 ? 5 : 10);
    }
}

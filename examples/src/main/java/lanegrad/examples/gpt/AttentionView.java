package lanegrad.examples.gpt;

import java.util.Locale;

/** Where a model looks, as a piece of a page: one head large, with the text beside it, and all heads small. */
final class AttentionView {

    private static final int COLOUR = 0x1F6FEB;
    private static final int CELL = 13;
    private static final int MARGIN = 22;

    private AttentionView() {
    }

    static String of(Attention attention) {
        int[] head = attention.sharpestHead();
        int n = attention.text().length;
        StringBuilder html = new StringBuilder();
        html.append(String.format(Locale.ROOT, """
                <p>Head %d of layer %d while it reads the beginning of the held-out text. A row is a byte, a column
                what it looks at; the stronger the colour, the more. A space shows as &#183;, a line's end as
                &#8629;.</p>
                """, head[1] + 1, head[0] + 1));
        int size = MARGIN + n * CELL;
        html.append(String.format("<svg class='attention' viewBox='0 0 %d %d' role='img' aria-label='attention map'>%n",
                size, size));
        for (int i = 0; i < n; i++) {
            double centre = MARGIN + (i + 0.5) * CELL;
            String mark = Html.mark(attention.text()[i]);
            html.append(String.format(Locale.ROOT, "<text x='%d' y='%.1f' text-anchor='end'>%s</text>", MARGIN - 5,
                    centre + 3.5, mark));
            html.append(String.format(Locale.ROOT, "<text x='%.1f' y='%d' text-anchor='middle'>%s</text>%n", centre,
                    MARGIN - 6, mark));
        }
        html.append(
                String.format("<rect class='frame' x='%d' y='%d' width='%d' height='%d'/>", MARGIN, MARGIN, n * CELL,
                        n * CELL));
        html.append(String.format("<image x='%d' y='%d' width='%d' height='%d' href='%s'/></svg>%n", MARGIN, MARGIN,
                n * CELL, n * CELL, HeatMap.url(attention.weights()[head[0]][head[1]], n, COLOUR)));
        html.append("<p>All heads, a layer a row:</p>\n<div class='heads' style='grid-template-columns: repeat(")
                .append(attention.weights()[0].length).append(", 1fr)'>\n");
        for (int layer = 0; layer < attention.weights().length; layer++) {
            for (int h = 0; h < attention.weights()[layer].length; h++) {
                html.append(String.format(
                        "<figure><img alt='' src='%s'><figcaption>layer %d, head %d</figcaption></figure>%n",
                        HeatMap.url(attention.weights()[layer][h], n, COLOUR), layer + 1, h + 1));
            }
        }
        return html.append("</div>\n").toString();
    }
}

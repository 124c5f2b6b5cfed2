package lanegrad.compare.report;

import java.util.Locale;

/** Numbers as the table shows them. */
final class Figures {

    private Figures() {
    }

    /** Nanoseconds as milliseconds, in three significant digits. */
    static String milliseconds(double nanos) {
        return significant(nanos / 1e6);
    }

    /** A ratio in two decimal places; a dash for one that does not exist. */
    static String ratio(double value) {
        return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%.2f", value);
    }

    private static String significant(double value) {
        if (!(value > 0)) {
            return "–";
        }
        int places = Math.max(0, 2 - (int) Math.floor(Math.log10(value)));
        return String.format(Locale.ROOT, "%." + places + "f", value);
    }
}

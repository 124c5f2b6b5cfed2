package lanegrad.examples.soak;

import java.io.PrintStream;
import java.util.Locale;

/** Figures that must stay within bounds: each is printed with its bound, and one beyond is remembered. */
public final class Bounds {

    private final PrintStream out;
    private boolean kept = true;

    /** Prints to a stream. */
    public Bounds(PrintStream out) {
        this.out = out;
    }

    /** A figure that must be below a bound. */
    public void below(String name, double value, double bound, String unit) {
        line(name, String.format(Locale.ROOT, "%,.2f %s", value, unit), "below "
                + String.format(Locale.ROOT, "%,.2f", bound), value < bound);
    }

    /** A count that must not have changed. */
    public void same(String name, long before, long after) {
        line(name, String.format(Locale.ROOT, "%,d", after), String.format(Locale.ROOT, "as before, %,d", before),
                before == after);
    }

    private void line(String name, String value, String bound, boolean holds) {
        kept &= holds;
        out.printf("  %-34s %22s   %-22s %s%n", name, value, bound, holds ? "ok" : "BEYOND");
    }

    /** Whether all figures were within their bounds. */
    public boolean kept() {
        return kept;
    }
}

package lanegrad.examples.gpt;

import java.io.Console;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar with loss, speed and time left below the lines of a terminal; elsewhere the lines alone. */
public final class Progress implements AutoCloseable {

    private static final int UPDATE_MILLIS = 250;

    private final PrintStream out;
    private final ProgressBar bar;

    private Progress(PrintStream out, ProgressBar bar) {
        this.out = out;
        this.bar = bar;
    }

    /**
     * For people who look at standard output.
     *
     * @param out standard output, if it is to have a bar
     * @param from steps that are done already
     * @param steps in all; negative while nobody knows
     */
    public static Progress of(PrintStream out, long from, long steps) {
        Console console = System.console();
        if (console == null || !console.isTerminal()) {
            return silent(out);
        }
        return new Progress(out,
                new ProgressBarBuilder().setTaskName("training").setInitialMax(steps).setConsumer(new Below(out))
                        .setStyle(ProgressBarStyle.COLORFUL_UNICODE_BLOCK).setUpdateIntervalMillis(UPDATE_MILLIS)
                        .startsFrom(from, Duration.ZERO).build());
    }

    /** Lines alone. */
    public static Progress silent(PrintStream out) {
        return new Progress(out, null);
    }

    /** Tells how many steps there will be. */
    public void plan(long steps) {
        if (bar != null) {
            bar.maxHint(steps);
        }
    }

    /** Shows where the training is. */
    public void show(long step, double loss, double tokensPerSecond) {
        if (bar != null) {
            bar.stepTo(step);
            bar.setExtraMessage(String.format(Locale.ROOT, " loss %.3f, %,.0f tokens/s", loss, tokensPerSecond));
        }
    }

    /** Prints a line that stays. */
    public void line(String text) {
        synchronized (out) {
            out.println(bar == null ? text : Below.CLEAR + text);
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }

    /** The bar is the last line of the terminal: it gives way to lines that stay, and comes back below. */
    private static final class Below extends ConsoleProgressBarConsumer {

        static final String CLEAR = "\r\u001b[K";

        private final PrintStream out;

        Below(PrintStream out) {
            super(out);
            this.out = out;
        }

        @Override
        public void accept(String rendered) {
            synchronized (out) {
                out.print(CLEAR + rendered);
                out.flush();
            }
        }

        @Override
        public void close() {
            synchronized (out) {
                out.print(CLEAR);
                out.flush();
            }
        }
    }
}

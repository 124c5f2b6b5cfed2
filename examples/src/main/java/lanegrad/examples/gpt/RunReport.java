package lanegrad.examples.gpt;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import lanegrad.kernels.Kernels;
import lanegrad.memory.Memory;
import lanegrad.memory.MemoryStats;
import lanegrad.parallel.Parallelism;

/** What a run leaves for people: what it learned, what it wrote, where it looked, and on which machine. */
public final class RunReport {

    /** The file of a directory that holds the page. */
    public static final String PAGE = "report.html";

    /** The file of a directory that holds the samples alone. */
    public static final String SAMPLES = "samples.txt";

    /** Symbols in the picture of attention, and of the text that shows what surprised. */
    private static final int LOOK = 48;
    private static final int READ = 700;
    private static final double MIB = 1 << 20;

    private RunReport() {
    }

    /**
     * Writes the samples and the page.
     *
     * @param samples what the model wrote
     * @param how they were chosen, as a phrase behind "What the model writes"
     * @param trainer what it was trained by
     * @return where the page lies
     */
    public static Path write(TrainingRun run, List<String> samples, String how, Trainer trainer)
            throws IOException {
        Replacement.write(run.directory().resolve(SAMPLES), String.join("\n\n----------------\n\n", samples) + "\n");
        Corpus corpus = run.corpus();
        Report report = new Report("A GPT on " + corpus.name(), summary(run, trainer));
        report.figures(figures(run));
        report.section("Loss, in nats a byte", Curves.chart(run.metrics(), run.baselines()));
        if (!samples.isEmpty()) {
            StringBuilder written = new StringBuilder(
                    "<p>What the model writes " + Html.escape(how) + ".</p>\n");
            samples.forEach(
                    sample -> written.append("<pre>").append(Html.escape(sample.strip())).append("</pre>\n"));
            report.section(samples.size() == 1 ? "A sample" : "Samples", written.toString());
        }
        byte[] read = Arrays.copyOf(corpus.heldOut(), Math.min(READ, corpus.heldOut().length));
        report.section("What surprised it",
                "<p>The beginning of the held-out text; the stronger the colour, the less the "
                        + "model expected the byte.</p>\n"
                        + Surprise.of(run.model(), corpus.alphabet(), read).toHtml());
        byte[] looked = Arrays.copyOf(read, Math.min(LOOK, run.settings().context()));
        report.section("Attention", AttentionView.of(Attention.of(run.model(), corpus.alphabet(), looked)));
        report.section("Run", Report.table(settings(run)));
        report.section("Machine", Report.table(machine()));
        Path page = run.directory().resolve(PAGE);
        report.write(page);
        return page;
    }

    private static String summary(TrainingRun run, Trainer trainer) {
        Settings settings = run.settings();
        String last = trainer.taken() == run.step() ? "" : format(", the last %,d of them", trainer.taken());
        String time = trainer.elapsed() < 1 ? "" : format(" in %,.0f seconds", trainer.elapsed());
        return format("%d layers, %d heads, width %d, context %d, trained for %,d steps of %d \u00d7 %d bytes%s.",
                settings.layers(), settings.heads(), settings.width(), settings.context(), run.step(), settings.batch(),
                settings.context(), trainer.taken() == 0 ? "" : last + time);
    }

    private static Map<String, String> figures(TrainingRun run) {
        Map<String, String> figures = new LinkedHashMap<>();
        figures.put("nats a byte, held out", format("%.3f", run.validation()));
        figures.put("nats a byte, bigrams", format("%.3f", run.baselines().bigram()));
        figures.put("parameters", format("%,d", run.model().parameterCount()));
        if (!Double.isNaN(run.tokensPerSecond())) {
            figures.put("bytes learned a second", format("%,.0f", run.tokensPerSecond()));
        }
        return figures;
    }

    private static Map<String, String> settings(TrainingRun run) {
        Corpus corpus = run.corpus();
        Settings settings = run.settings();
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("Text", format("%s: %,d bytes to learn from, %,d held out, %d different", corpus.name(),
                corpus.training().length, corpus.heldOut().length, corpus.alphabet().size()));
        rows.put("Held-out loss", format("%.4f nats a byte, %.3f bits", run.validation(),
                run.validation() / Math.log(2)));
        rows.put("Baselines", format("bigram %.4f, unigram %.4f, uniform %.4f nats a byte", run.baselines().bigram(),
                run.baselines().unigram(), Math.log(corpus.alphabet().size())));
        rows.put("Optimizer",
                format("AdamW, rate %s after %,d steps of warm-up, falling to %s; decay %s, clip %s",
                        plain(settings.rate()), settings.warmUp(), plain(settings.floor()), plain(settings.decay()),
                        plain(settings.clip())));
        rows.put("Dropout", plain(settings.dropout()));
        rows.put("Seed", String.valueOf(settings.seed()));
        return rows;
    }

    private static Map<String, String> machine() {
        MemoryStats memory = Memory.stats();
        Runtime runtime = Runtime.getRuntime();
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("Kernels", Kernels.describe());
        rows.put("Threads", format("%d of %d processors", Parallelism.current(), runtime.availableProcessors()));
        rows.put("System", System.getProperty("os.name") + " " + System.getProperty("os.arch") + ", Java "
                + System.getProperty("java.version"));
        rows.put("Off-heap memory", format("%.1f MiB at the peak, %.1f MiB in %d slabs, at most %,d MiB",
                memory.peakBytes() / MIB, memory.slabBytes() / MIB, memory.slabs(), memory.limitBytes() >> 20));
        rows.put("Heap", format("%.1f MiB in use, at most %,d MiB",
                (runtime.totalMemory() - runtime.freeMemory()) / MIB, runtime.maxMemory() >> 20));
        return rows;
    }

    /** Three digits, without zeros at the end. */
    private static String plain(double value) {
        return new BigDecimal(value).round(new MathContext(3)).stripTrailingZeros().toString();
    }

    private static String format(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }
}

package lanegrad.examples;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import lanegrad.examples.gpt.Clock;
import lanegrad.examples.gpt.Corpus;
import lanegrad.examples.gpt.Interrupt;
import lanegrad.examples.gpt.Settings;
import lanegrad.examples.gpt.TrainingRun;
import lanegrad.examples.gpt.Writer;
import lanegrad.kernels.Kernels;
import lanegrad.memory.MemoryLimitException;
import lanegrad.parallel.Parallelism;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Trains a GPT on the bytes of a text file, watches it learn, and lets it write. */
@Command(name = "TrainGpt", mixinStandardHelpOptions = true, sortOptions = false, showDefaultValues = true,
        usageHelpAutoWidth = true, description = "Trains a GPT on the bytes of a text file, watches it learn, and lets it write.")
public final class TrainGpt implements Callable<Integer> {

    private static final double DEFAULT_SECONDS = 60;

    /** The cosine ends at this part of the highest learning rate, as in nanoGPT. */
    private static final double FLOOR = 0.1;
    private static final int SAMPLES = 2;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Option(names = "--text", paramLabel = "FILE",
            description = "What to learn; its last tenth is held out. Default: this project's own sources and documents.")
    private Path text;

    @Option(names = "--layers", defaultValue = "4", description = "Transformer blocks.")
    private int layers;

    @Option(names = "--heads", defaultValue = "4", description = "Attention heads a block; they divide the width.")
    private int heads;

    @Option(names = "--width", defaultValue = "128", description = "Size of a position's vector.")
    private int width;

    @Option(names = "--context", defaultValue = "128", description = "Bytes the model sees at once.")
    private int context;

    @Option(names = "--batch", defaultValue = "12", description = "Sequences a step.")
    private int batch;

    @Option(names = "--steps", paramLabel = "N", description = "Steps in all. Default: as many as the time allows.")
    private Long steps;

    @Option(names = "--stop", paramLabel = "N", description = "Ends at this step, even if more are planned.")
    private Long stop;

    @Option(names = "--time", paramLabel = "LIMIT", converter = Clock.class,
            description = "90s, 5m or 2h; ends the training early. Default: 60s if there is no --steps, else none.")
    private Double seconds;

    @Option(names = "--lr", defaultValue = "1e-3", description = "The highest learning rate; it falls to a tenth of it.")
    private double rate;

    @Option(names = "--warm-up", defaultValue = "100", description = "Steps of linear warm-up.")
    private long warmUp;

    @Option(names = "--dropout", defaultValue = "0", description = "Probability of dropout.")
    private double dropout;

    @Option(names = "--seed", defaultValue = "1", description = "Of everything random.")
    private long seed;

    @Option(names = "--threads", paramLabel = "N", description = "Default: one a processor. The result does not depend on it.")
    private Integer threads;

    @Option(names = "--out", paramLabel = "DIR", defaultValue = "target/gpt",
            description = "Receives the checkpoint, samples, metrics and the report.")
    private Path directory;

    @Option(names = "--resume", paramLabel = "FILE",
            description = "A checkpoint to go on from, bit for bit; its settings replace those given here, but for --steps.")
    private Path resume;

    @Option(names = "--sample", paramLabel = "N", defaultValue = "500", description = "Bytes to write at the end.")
    private int sample;

    @Option(names = "--prompt", paramLabel = "S", defaultValue = "\n", showDefaultValue = CommandLine.Help.Visibility.NEVER,
            description = "What a sample begins with. Default: a new line.")
    private String prompt;

    @Option(names = "--temperature", defaultValue = "0.8", description = "Below 1 bolder, above 1 wilder; 0 takes the likeliest.")
    private double temperature;

    @Option(names = "--top-k", paramLabel = "K", defaultValue = "0", description = "Choose among the K likeliest; 0: all.")
    private int topK;

    private TrainGpt() {
    }

    /** Runs the program; its exit code is 0 if all went well, 1 if something failed, 2 if the options are wrong. */
    public static void main(String[] arguments) {
        CommandLine command = new CommandLine(new TrainGpt());
        command.setExecutionExceptionHandler((e, line, _) -> {
            line.getErr().println(line.getColorScheme().errorText(message(e)));
            return line.getCommandSpec().exitCodeOnExecutionException();
        });
        System.exit(command.execute(arguments));
    }

    /** One line for what a person can do something about; a stack trace too for what only we can. */
    private static String message(Exception e) {
        if (e instanceof NoSuchFileException missing) {
            return "no such file: " + missing.getFile();
        }
        if (e instanceof IOException || e instanceof IllegalArgumentException
                || e instanceof MemoryLimitException) {
            return e.getMessage() == null ? e.toString() : e.getMessage();
        }
        StringWriter trace = new StringWriter();
        e.printStackTrace(new PrintWriter(trace, true));
        return trace.toString();
    }

    @Override
    public Integer call() throws IOException {
        check();
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        try (Interrupt interrupt = new Interrupt();
                Parallelism _ = Parallelism.cap(threads == null ? Integer.MAX_VALUE : threads)) {
            Corpus corpus = text == null ? Corpus.ofSources(projectRoot()) : Corpus.ofFile(text);
            TrainingRun run = run(corpus, out);
            out.println(Kernels.describe());
            out.printf(Locale.ROOT, "%s: %,d bytes to learn from, %,d held out, %d different%n", corpus.name(),
                    corpus.training().length, corpus.heldOut().length, corpus.alphabet().size());
            out.printf(Locale.ROOT, "baselines on the held-out text: unigram %.4f, bigram %.4f nats a byte%n",
                    run.baselines().unigram(), run.baselines().bigram());
            out.printf(Locale.ROOT, "GPT with %,d parameters%s%n", run.model().parameterCount(),
                    run.step() == 0 ? "" : ", resumed at step " + run.step());
            Writer writer = run.writer(temperature, topK);
            writer.requireWritable(prompt);
            run.train(limit(), stop == null ? Long.MAX_VALUE : stop, interrupt);
            if (interrupt.isRequested()) {
                out.println("interrupted; go on with --resume " + directory.resolve(TrainingRun.CHECKPOINT));
                return 0;
            }
            Path report = run.report(writer, SAMPLES, sample, prompt);
            if (sample > 0) {
                out.println("a sample:");
                out.println(run.writer(temperature, topK).write(prompt, sample));
            }
            out.printf(Locale.ROOT, "validation loss %.4f nats a byte (bigram %.4f); report: %s%n", run.validation(),
                    run.baselines().bigram(), report.toAbsolutePath().normalize());
            return 0;
        }
    }

    private TrainingRun run(Corpus corpus, PrintStream out) throws IOException {
        if (resume == null) {
            long planned = steps == null ? Settings.UNPLANNED : steps;
            Settings settings = new Settings(layers, heads, width, context, batch, planned, rate, FLOOR * rate, warmUp, 0.1, 1,
                    dropout, seed);
            return new TrainingRun(corpus, settings, directory, out);
        }
        TrainingRun run = TrainingRun.resume(resume, corpus, directory, out);
        if (steps != null) {
            run.plan(steps);
        }
        return run;
    }

    private double limit() {
        if (seconds != null) {
            return seconds;
        }
        return steps == null && stop == null && resume == null ? DEFAULT_SECONDS : Double.POSITIVE_INFINITY;
    }

    private void check() {
        require(layers >= 1, "--layers", layers, "at least 1");
        require(heads >= 1 && width >= 1 && width % heads == 0, "--heads", heads, "a divisor of the width, " + width + ",");
        require(context >= 1, "--context", context, "at least 1");
        require(batch >= 1, "--batch", batch, "at least 1");
        require(steps == null || steps >= 0, "--steps", steps, "at least 0");
        require(stop == null || stop >= 0, "--stop", stop, "at least 0");
        require(rate > 0 && rate < Double.POSITIVE_INFINITY, "--lr", rate, "a positive number");
        require(warmUp >= 0, "--warm-up", warmUp, "at least 0");
        require(dropout >= 0 && dropout < 1, "--dropout", dropout, "from 0 up to, but not, 1");
        require(threads == null || threads >= 1, "--threads", threads, "at least 1");
        require(sample >= 0, "--sample", sample, "at least 0");
        require(!prompt.isEmpty(), "--prompt", "''", "at least one byte");
        require(temperature >= 0, "--temperature", temperature, "at least 0");
        require(topK >= 0, "--top-k", topK, "at least 0");
    }

    private void require(boolean holds, String option, Object value, String expected) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), option + " " + value + ": " + expected + " expected");
        }
    }

    /** The project this program belongs to: the nearest directory above the current one that holds ARCHITECTURE.md. */
    private static Path projectRoot() throws IOException {
        Path start = Path.of("").toAbsolutePath();
        for (Path at = start; at != null; at = at.getParent()) {
            if (Files.exists(at.resolve("ARCHITECTURE.md"))) {
                return at;
            }
        }
        throw new IOException("no project found at or above " + start + "; name a text with --text FILE");
    }
}

package lanegrad.examples;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import lanegrad.examples.gpt.Alphabet;
import lanegrad.examples.gpt.Clock;
import lanegrad.examples.gpt.Corpus;
import lanegrad.examples.gpt.Failures;
import lanegrad.examples.gpt.Interrupt;
import lanegrad.examples.gpt.ProjectSources;
import lanegrad.examples.gpt.RunReport;
import lanegrad.examples.gpt.Settings;
import lanegrad.examples.gpt.Trainer;
import lanegrad.examples.gpt.TrainingRun;
import lanegrad.examples.gpt.Writer;
import lanegrad.kernels.Kernels;
import lanegrad.nn.text.Sampler;
import lanegrad.parallel.Parallelism;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains a GPT on the bytes of a text file, watches it learn, and lets it write. */
@Command(name = "TrainGpt", mixinStandardHelpOptions = true, sortOptions = false, showDefaultValues = true,
        usageHelpAutoWidth = true,
        description = "Trains a GPT on the bytes of a text file, watches it learn, and lets it write.")
public final class TrainGpt implements Callable<Integer> {

    private static final double DEFAULT_SECONDS = 60;
    private static final int SAMPLES = 2;
    private static final int MOST_SAMPLED = 100_000_000;

    private final PrintStream out;
    private final LongSupplier clock;

    @Option(names = "--text", paramLabel = "FILE",
            description = "What to learn; its last tenth is held out. "
                    + "Default: this project's own sources and documents, every tenth file held out.")
    private Path text;

    @Mixin
    private GptOptions options;

    @Option(names = "--steps", paramLabel = "N", description = "Steps in all. Default: as many as the time allows.")
    private Long steps;

    @Option(names = "--stop", paramLabel = "N", description = "Ends at this step, even if more are planned.")
    private Long stop;

    @Option(names = "--time", paramLabel = "LIMIT", converter = Clock.class,
            description = "90s, 5m or 2h; ends the training early. Default: 60s where no number of steps is given.")
    private Double seconds;

    @Option(names = "--threads", paramLabel = "N",
            description = "Default and maximum: one a processor. The result does not depend on it.")
    private Integer threads;

    @Option(names = "--out", paramLabel = "DIR", defaultValue = "target/gpt",
            description = "Receives the checkpoint, samples, metrics and the report.")
    private Path directory;

    @Option(names = "--resume", paramLabel = "FILE",
            description = "A checkpoint to go on from, bit for bit, with its settings.")
    private Path resume;

    @Option(names = "--sample", paramLabel = "N", defaultValue = "500", description = "Bytes to write at the end.")
    private int sample;

    @Option(names = "--prompt", paramLabel = "S", description = "What a sample begins with. Default: a new line.")
    private String prompt;

    @Option(names = "--temperature", defaultValue = "0.8", description = "Above 1 wilder; 0 takes the likeliest byte.")
    private double temperature;

    @Option(names = "--top-k", paramLabel = "K", defaultValue = "0",
            description = "Choose among the K likeliest; 0: among all.")
    private int topK;

    private TrainGpt(PrintStream out, LongSupplier clock) {
        this.out = out;
        this.clock = clock;
    }

    /** Runs the program: exit code 0 if all went well, 1 if something failed, 2 if the options are wrong. */
    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        System.exit(run(out, err, System::nanoTime, arguments));
    }

    /** With the clock that limits of time are told by, in nanoseconds. */
    static int run(PrintStream out, PrintWriter err, LongSupplier clock, String... arguments) {
        CommandLine command = new CommandLine(new TrainGpt(out, clock)).setOut(new PrintWriter(out, true)).setErr(err);
        command.setParameterExceptionHandler((e, _) -> {
            err.println(e.getMessage() + " (--help lists all options)");
            return CommandLine.ExitCode.USAGE;
        });
        command.setExecutionExceptionHandler((e, _, _) -> {
            err.println(Failures.message(e));
            return CommandLine.ExitCode.SOFTWARE;
        });
        try {
            return command.execute(arguments);
        } catch (ExceptionInInitializerError e) { // a system property that the library cannot read
            err.println(e.getCause().getMessage());
        } catch (OutOfMemoryError e) {
            err.println(Failures.message(e));
        }
        return CommandLine.ExitCode.SOFTWARE;
    }

    @Override
    public Integer call() throws IOException {
        check();
        try (Interrupt interrupt = new Interrupt();
                Parallelism _ = Parallelism.cap(threads == null ? Integer.MAX_VALUE : threads)) {
            Corpus corpus = text == null
                    ? ProjectSources.corpus(ProjectSources.rootOf(Path.of("")))
                    : Corpus.ofFile(text);
            byte[] start = start(corpus);
            TrainingRun run = prepare(corpus);
            Files.createDirectories(directory);
            requireWritable(directory);
            introduce(run);
            Trainer trainer = new Trainer(run, limit(run.settings()), interrupt, out, clock);
            trainer.train(stop == null ? Long.MAX_VALUE : stop);
            if (interrupt.isRequested() && trainer.taken() == 0) {
                out.println("interrupted before the first step; nothing was saved");
            } else if (interrupt.isRequested()) {
                out.printf(Locale.ROOT, "interrupted after step %,d; go on with --resume %s%n", run.step(),
                        run.checkpoint());
            } else {
                conclude(run, start, trainer);
            }
            return CommandLine.ExitCode.OK;
        }
    }

    /** Finds out before the time for training is spent. */
    private static void requireWritable(Path directory) throws IOException {
        try {
            Files.delete(Files.createTempFile(directory, ".", ".tmp"));
        } catch (IOException e) {
            throw new IOException(directory + " cannot be written to: " + Failures.reason(e), e);
        }
    }

    private void check() {
        options.check();
        options.require(steps == null || steps >= 0, "--steps", steps, "at least 0");
        options.require(stop == null || stop >= 0, "--stop", stop, "at least 0");
        options.require(seconds == null || seconds > 0, "--time", seconds, "more than 0 seconds");
        options.require(threads == null || threads >= 1, "--threads", threads, "at least 1");
        options.require(sample >= 0 && sample <= MOST_SAMPLED, "--sample", sample, "from 0 to " + MOST_SAMPLED);
        options.require(prompt == null || !prompt.isEmpty(), "--prompt", "''", "at least one byte");
        options.require(temperature >= 0 && temperature < Double.POSITIVE_INFINITY, "--temperature", temperature,
                "at least 0");
        options.require(topK >= 0, "--top-k", topK, "at least 0");
    }

    /** The prompt, checked before the time for training is spent. */
    private byte[] start(Corpus corpus) {
        Alphabet alphabet = corpus.alphabet();
        try {
            return alphabet.encode(prompt == null ? "\n" : prompt);
        } catch (IllegalArgumentException e) {
            if (prompt == null) { // a text without a line's end: then as the text begins
                return alphabet.encode(new byte[] {corpus.training()[0]});
            }
            throw new IllegalArgumentException("--prompt '" + prompt + "': " + e.getMessage(), e);
        }
    }

    private TrainingRun prepare(Corpus corpus) throws IOException {
        if (resume == null) {
            return new TrainingRun(corpus, options.settings(steps == null ? Settings.UNPLANNED : steps), directory);
        }
        TrainingRun run = TrainingRun.resume(resume, corpus, directory);
        options.check(run.settings());
        if (steps != null) {
            run.plan(steps);
        }
        return run;
    }

    private double limit(Settings settings) {
        if (seconds != null) {
            return seconds;
        }
        return settings.isPlanned() ? Double.POSITIVE_INFINITY : DEFAULT_SECONDS;
    }

    private void introduce(TrainingRun run) {
        Corpus corpus = run.corpus();
        out.printf(Locale.ROOT, "%s; using %d%n", Kernels.describe(), Parallelism.current());
        out.printf(Locale.ROOT, "%s: %,d bytes to learn from, %,d held out, %d different%n", corpus.name(),
                corpus.training().length, corpus.heldOut().length, corpus.alphabet().size());
        out.printf(Locale.ROOT, "baselines on the held-out text: unigram %.4f, bigram %.4f nats a byte%n",
                run.baselines().unigram(), run.baselines().bigram());
        out.printf(Locale.ROOT, "GPT with %,d parameters%s%n", run.model().parameterCount(),
                run.step() == 0 ? "" : String.format(Locale.ROOT, ", resumed at step %,d", run.step()));
    }

    private String how() {
        String among = topK == 0 ? "" : ", among the " + topK + " likeliest bytes";
        return (prompt == null ? "" : "after '" + prompt + "', ") + "at temperature " + temperature + among;
    }

    private void conclude(TrainingRun run, byte[] start, Trainer trainer) throws IOException {
        Writer writer = new Writer(run.model(), run.corpus().alphabet(), new Sampler(temperature, topK), start,
                run.settings().seed());
        List<String> samples = new ArrayList<>();
        for (int i = 0; i < SAMPLES && sample > 0; i++) {
            samples.add(writer.write(sample));
        }
        Path report = RunReport.write(run, samples, how(), trainer);
        if (!samples.isEmpty()) {
            out.println("a sample:");
            out.println(samples.getFirst().strip());
        }
        out.printf(Locale.ROOT, "validation loss %.4f nats a byte (bigram %.4f); report: %s%n", run.validation(),
                run.baselines().bigram(), report.toAbsolutePath().normalize());
    }
}

package lanegrad.examples.gpt;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import lanegrad.autograd.Tensor;
import lanegrad.memory.Scope;
import lanegrad.nn.io.Checkpoint;
import lanegrad.nn.io.CheckpointFile;
import lanegrad.nn.models.Gpt;
import lanegrad.nn.models.GptConfig;
import lanegrad.optim.AdamW;
import lanegrad.optim.Group;
import lanegrad.optim.Optimizer;
import lanegrad.optim.Schedule;
import lanegrad.optim.StepInfo;
import lanegrad.random.Rng;

/**
 * A GPT, its optimizer, and the text they work on: one run, which may be interrupted and resumed, and then ends in the same bits
 * as if it had not been.
 */
public final class TrainingRun {

    /** The file of a directory that a run is resumed from. */
    public static final String CHECKPOINT = "checkpoint.safetensors";
    private static final String METRICS = "metrics.csv";
    private static final String ALPHABET = "alphabet";
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.99;
    private static final double EPS = 1e-8;

    /** Sequences of the held-out text that are looked at in between; at the end it is all of it. */
    private static final int GLANCE = 128;
    private static final int EVALUATIONS = 10;

    /** Steps from one row of the metrics to the next. */
    private static final int ROW = 10;

    /** When a limit of time decides the number of steps: the steps that are not timed, and those that are. */
    private static final int SETTLING = 40;
    private static final int TIMED = 40;

    /** The part of the time left that steps may fill; the rest is for looking at the held-out text. */
    private static final double SHARE = 0.92;

    private final Corpus corpus;
    private final Path directory;
    private final PrintStream out;
    private final Rng draws;
    private final Rng dropout;
    private final Gpt model;
    private final Optimizer optimizer;
    private final Batches training;
    private final Batches heldOut;
    private final Baselines baselines;
    private final Metrics metrics = new Metrics();
    private Settings settings;
    private long step;
    private double validation = Double.NaN;
    private double trainedSeconds;
    private long trainedTokens;

    /**
     * A new run.
     *
     * @param directory where its files go; made if it is not there
     */
    public TrainingRun(Corpus corpus, Settings settings, Path directory, PrintStream out) throws IOException {
        this(corpus, settings, corpus.alphabet(), directory, out, true);
    }

    private TrainingRun(Corpus corpus, Settings settings, Alphabet alphabet, Path directory, PrintStream out, boolean fresh)
            throws IOException {
        this.corpus = corpus;
        this.settings = settings;
        this.directory = directory;
        this.out = out;
        Rng seed = new Rng(settings.seed());
        draws = seed.split();
        dropout = seed.split();
        GptConfig config = new GptConfig(alphabet.size(), settings.context(), settings.layers(), settings.heads(),
                settings.width(), settings.dropout(), false, true);
        model = fresh ? new Gpt(config, seed.split()) : Gpt.unset(config);
        model.drawFrom(dropout);
        optimizer = AdamW.over(model).rate(this::rate).betas(BETA1, BETA2).eps(EPS).decay(settings.decay())
                .groups(groups(settings)).clipGradNorm(settings.clip()).build();
        long[] seen = alphabet.encode(corpus.training());
        long[] unseen = alphabet.encode(corpus.heldOut());
        training = new Batches(seen, settings.context());
        heldOut = new Batches(unseen, settings.context());
        baselines = Baselines.of(seen, unseen, alphabet.size());
        Files.createDirectories(directory);
    }

    /** Weight decay is for matrices; without biases, what is left are the layer norms. */
    private static Group[] groups(Settings settings) {
        return new Group[] {Group.matrices(), Group.rest().noDecay()};
    }

    /**
     * Goes on where a run was saved. Its settings are the checkpoint's; the text must be the same.
     *
     * @param checkpoint the file
     * @throws IOException if the file is unreadable, or belongs to another text
     */
    public static TrainingRun resume(Path checkpoint, Corpus corpus, Path directory, PrintStream out) throws IOException {
        try (CheckpointFile file = CheckpointFile.open(checkpoint)) {
            Map<String, String> data = file.metadata();
            Settings settings = Settings.of(data);
            String alphabet = data.get(ALPHABET);
            if (alphabet == null || !alphabet.equals(corpus.alphabet().toString())) {
                throw new IOException(checkpoint + " was trained on another text: the symbols of " + corpus.name() + " differ");
            }
            TrainingRun run = new TrainingRun(corpus, settings, corpus.alphabet(), directory, out, false);
            run.model.load(file.state("model"));
            run.optimizer.restore(file.state("optimizer"));
            file.restore("draws", run.draws);
            file.restore("dropout", run.dropout);
            run.step = file.counter("step");
            run.metrics.readUpTo(checkpoint.resolveSibling(METRICS), run.step);
            return run;
        }
    }

    private double rate(long at) {
        long planned = settings.isPlanned() ? Math.max(settings.steps(), settings.warmUp() + 1) : Long.MAX_VALUE;
        return Schedule.warmupCosine(settings.rate(), settings.floor(), settings.warmUp(), planned).at(at);
    }

    public Settings settings() {
        return settings;
    }

    public Baselines baselines() {
        return baselines;
    }

    public Gpt model() {
        return model;
    }

    public long step() {
        return step;
    }

    /** Changes the number of steps that are planned: the learning rate follows the new plan from here on. */
    public void plan(long steps) {
        settings = settings.withSteps(steps);
    }

    /**
     * Trains until the planned number of steps, the limit of time, or an interruption, and saves.
     *
     * @param seconds the limit of time; if no number of steps is planned, it is chosen so that they fill it
     * @param stop a step to end at, even if more are planned
     * @param interrupt asks for an early end
     */
    public void train(double seconds, long stop, Interrupt interrupt) throws IOException {
        long start = System.nanoTime();
        long window = start;
        long first = step;
        model.train();
        try (Progress progress = Progress.of(step, settings.steps())) {
            while (!interrupt.isRequested() && step < Math.min(stop, settings.isPlanned() ? settings.steps() : Long.MAX_VALUE)) {
                double elapsed = (System.nanoTime() - start) / 1e9;
                if (elapsed > seconds) {
                    break;
                }
                if (!settings.isPlanned()) {
                    if (step - first == SETTLING) {
                        window = System.nanoTime();
                    } else if (step - first == SETTLING + TIMED) {
                        double each = (System.nanoTime() - window) / 1e9 / TIMED;
                        plan(Math.max(step + 1, step + (long) (SHARE * (seconds - elapsed) / each)));
                        progress.plan(settings.steps());
                    }
                }
                long before = System.nanoTime();
                double loss = takeStep();
                double took = (System.nanoTime() - before) / 1e9;
                trainedSeconds += took;
                trainedTokens += (long) settings.batch() * settings.context();
                if (isMeasured()) {
                    validation = Evaluation.loss(model, heldOut, GLANCE);
                    record(loss);
                    save();
                } else if (step % ROW == 0) {
                    record(loss, Double.NaN);
                }
                progress.show(step, loss, tokensPerSecond());
            }
        }
        validation = Evaluation.loss(model, heldOut, Integer.MAX_VALUE);
        metrics.add(new Metrics.Row(step, Double.NaN, validation, rate(step), Double.NaN, tokensPerSecond()));
        save();
        out.printf(Locale.ROOT, "step %d: validation loss %.4f nats a symbol on all %,d held-out symbols%n", step, validation,
                corpus.heldOut().length);
    }

    private double takeStep() {
        double loss;
        try (Scope _ = Scope.open("step")) {
            Batches.Batch batch = training.draw(settings.batch(), draws);
            Tensor computed = model.loss(batch.inputs(), batch.targets());
            loss = computed.item();
            computed.backward();
            optimizer.step();
            optimizer.zeroGrad();
        }
        step++;
        return loss;
    }

    private boolean isMeasured() {
        return settings.isPlanned() && step < settings.steps()
                && step % Math.max(1, settings.steps() / EVALUATIONS) == 0;
    }

    private void record(double loss) {
        record(loss, validation);
        out.printf(Locale.ROOT, "step %d of %d: training loss %.4f, validation loss %.4f (bigram %.4f), %,.0f tokens/s%n", step,
                settings.steps(), loss, validation, baselines.bigram(), tokensPerSecond());
    }

    private void record(double loss, double validationLoss) {
        StepInfo info = optimizer.last();
        metrics.add(new Metrics.Row(step, loss, validationLoss, info.rate(), info.gradientNorm(), tokensPerSecond()));
    }

    private double tokensPerSecond() {
        return trainedSeconds == 0 ? Double.NaN : trainedTokens / trainedSeconds;
    }

    /** Writes the checkpoint and the metrics; whatever happens meanwhile, the old checkpoint or the new one stands there, whole. */
    public void save() throws IOException {
        Map<String, String> data = new LinkedHashMap<>(settings.toMetadata());
        data.put(ALPHABET, corpus.alphabet().toString());
        data.put("text", corpus.name());
        new Checkpoint().state("model", model.stateDict()).state("optimizer", optimizer.state()).rng("draws", draws)
                .rng("dropout", dropout).counter("step", step).metadata(data).save(directory.resolve(CHECKPOINT));
        metrics.write(directory.resolve(METRICS));
    }

    /** The loss on the whole held-out text, as it was measured last. */
    public double validation() {
        return validation;
    }

    /**
     * Writes the samples and the report.
     *
     * @return where the report lies
     */
    public Path report(Writer writer, int count, int length, String prompt) throws IOException {
        Report report = new Report();
        report.fact("Text", corpus.name() + String.format(Locale.ROOT, ", %,d symbols to learn from, %,d held out, %d different",
                corpus.training().length, corpus.heldOut().length, corpus.alphabet().size()));
        report.fact("Model",
                String.format(Locale.ROOT, "GPT, %d layers, %d heads, width %d, context %d: %,d parameters", settings.layers(),
                        settings.heads(), settings.width(), settings.context(), model.parameterCount()));
        report.fact("Training", String.format(Locale.ROOT, "%d steps of %d x %d symbols, seed %d, %,.0f tokens/s", step,
                settings.batch(), settings.context(), settings.seed(), tokensPerSecond()));
        report.fact("Held-out loss", String.format(Locale.ROOT, "%.4f nats a symbol (%.3f bits); bigram %.4f, unigram %.4f",
                validation, validation / Math.log(2), baselines.bigram(), baselines.unigram()));
        StringBuilder samples = new StringBuilder();
        for (int i = 0; i < count; i++) {
            String sample = writer.write(prompt, length);
            report.sample(sample);
            samples.append(sample).append("\n\n----------------\n\n");
        }
        Files.writeString(directory.resolve("samples.txt"), samples, StandardCharsets.UTF_8);
        int last = settings.layers() - 1;
        String read = corpus.alphabet().decode(writer.opening(Math.min(48, settings.context())));
        report.attention("Where head 1 of the last layer looks while it reads the start of the held-out text; a row is a symbol, "
                + "a column what it looks at.", writer.attention(last, 0, Math.min(48, settings.context())), read);
        Path page = directory.resolve("report.html");
        report.write(page, "GPT on " + corpus.name(), metrics, baselines);
        return page;
    }

    /** Lets the model write and shows where it looks. */
    public Writer writer(double temperature, int topK) {
        return new Writer(model, corpus, temperature, topK, settings.seed());
    }
}

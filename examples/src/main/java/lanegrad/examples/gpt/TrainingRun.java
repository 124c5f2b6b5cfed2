package lanegrad.examples.gpt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import lanegrad.array.NdArray;
import lanegrad.autograd.StateDict;
import lanegrad.autograd.Tensor;
import lanegrad.memory.Memory;
import lanegrad.memory.Scope;
import lanegrad.nn.io.Checkpoint;
import lanegrad.nn.io.CheckpointFile;
import lanegrad.nn.io.FormatException;
import lanegrad.nn.models.Gpt;
import lanegrad.nn.models.GptConfig;
import lanegrad.optim.AdamW;
import lanegrad.optim.Group;
import lanegrad.optim.Optimizer;
import lanegrad.optim.Schedule;
import lanegrad.optim.StepInfo;
import lanegrad.random.Rng;

/**
 * A GPT, its optimizer, and the text they work on: one run, which may be saved and resumed, and then ends in the same
 * bits as if it had never stopped.
 */
public final class TrainingRun {

    /** The file of a directory that a run is resumed from. */
    public static final String CHECKPOINT = "checkpoint.safetensors";

    /** The file of a directory that holds what was measured. */
    public static final String METRICS = "metrics.csv";

    private static final String ALPHABET = "alphabet";
    private static final String FINGERPRINT = "textSha256";
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.99;

    /** Of a parameter, its gradient, and AdamW's two averages. */
    private static final int BYTES = 16;

    /** Sequences of the held-out text that a glance looks at. */
    private static final int GLANCE = 128;

    /** Up to this many steps, every one has a row among the metrics. */
    private static final int ROWS = 10_000;

    private final Corpus corpus;
    private final Path directory;
    private final Rng draws;
    private final Rng dropout;
    private final Gpt model;
    private final Optimizer optimizer;
    private final Batches training;
    private final Batches heldOut;
    private final Baselines baselines;
    private Metrics metrics = new Metrics();
    private Settings settings;
    private long step;
    private double validation = Double.NaN;
    private double trainedSeconds;
    private long trainedTokens;

    /**
     * A new run.
     *
     * @param directory where its files go; made when the run is saved
     */
    public TrainingRun(Corpus corpus, Settings settings, Path directory) {
        this(corpus, settings, directory, true);
    }

    private TrainingRun(Corpus corpus, Settings settings, Path directory, boolean fresh) {
        this.corpus = corpus;
        this.settings = settings;
        this.directory = directory;
        requireRoom(settings, corpus.alphabet().size());
        byte[] seen = corpus.alphabet().encode(corpus.training());
        byte[] unseen = corpus.alphabet().encode(corpus.heldOut());
        training = new Batches(corpus.name(), seen, settings.context());
        heldOut = new Batches(corpus.name() + ", the part held out", unseen, settings.context());
        baselines = Baselines.of(seen, unseen, corpus.alphabet().size());
        Rng seed = new Rng(settings.seed());
        draws = seed.split();
        dropout = seed.split();
        GptConfig config = new GptConfig(corpus.alphabet().size(), settings.context(), settings.layers(),
                settings.heads(), settings.width(), settings.dropout(), false, true);
        model = fresh ? new Gpt(config, seed.split()) : Gpt.unset(config);
        model.drawFrom(dropout);
        // Weight decay is for matrices; without biases, what is left are the layer norms.
        optimizer = AdamW.over(model).rate(this::rate).betas(BETA1, BETA2).decay(settings.decay())
                .groups(Group.matrices(), Group.rest().noDecay()).clipGradNorm(settings.clip()).build();
    }

    /** A model that cannot fit is refused before any of it is made. */
    private static void requireRoom(Settings settings, int symbols) {
        long parameters = settings.parameters(symbols);
        long limit = Memory.stats().limitBytes();
        if (parameters > limit / BYTES) {
            throw new IllegalArgumentException("memory budget exceeded: " + settings.layers() + " layers of width "
                    + settings.width() + " have " + parameters + " parameters, of " + BYTES
                    + " bytes each with gradient and averages, limit " + limit + " bytes (set by -Dlanegrad.memory)");
        }
    }

    /**
     * Goes on where a run was saved. Its settings are the checkpoint's; the text must be the same.
     *
     * @param checkpoint the file
     * @param directory where files go from now on
     * @throws IOException if the file is unreadable, damaged, or belongs to another text
     */
    public static TrainingRun resume(Path checkpoint, Corpus corpus, Path directory) throws IOException {
        try (CheckpointFile file = open(checkpoint)) {
            Map<String, String> data = file.metadata();
            Settings settings = settings(checkpoint, data);
            if (!corpus.fingerprint().equals(data.get(FINGERPRINT))) {
                throw new IOException(checkpoint + " was trained on another text (" + data.get("text") + ") than "
                        + corpus.name() + ", or the text has changed");
            }
            StateDict weights = file.state("model");
            requireWhole(settings, corpus, weights);
            TrainingRun run = new TrainingRun(corpus, settings, directory, false);
            requireNumbers(weights);
            run.model.load(weights);
            run.optimizer.restore(file.state("optimizer"));
            file.restore("draws", run.draws);
            file.restore("dropout", run.dropout);
            run.step = file.counter("step");
            if (run.step != run.optimizer.last().step()) {
                throw new IllegalArgumentException("at step " + run.step + ", but its optimizer took "
                        + run.optimizer.last().step());
            }
            Path measured = checkpoint.resolveSibling(METRICS);
            if (Files.exists(measured)) {
                run.metrics = Metrics.read(measured).upTo(run.step);
            }
            return run;
        } catch (IllegalArgumentException e) { // well-formed, but not what this program writes
            throw new IOException(checkpoint + ": " + e.getMessage(), e);
        }
    }

    private static CheckpointFile open(Path checkpoint) throws IOException {
        if (Files.isDirectory(checkpoint)) {
            throw new IOException(checkpoint + " is a directory; a checkpoint expected");
        }
        try {
            return CheckpointFile.open(checkpoint);
        } catch (FormatException e) {
            throw e;
        } catch (NoSuchFileException e) {
            throw new IOException("no such file: " + checkpoint, e);
        } catch (IOException e) {
            throw new IOException(checkpoint + " cannot be read: " + Failures.reason(e), e);
        }
    }

    private static Settings settings(Path checkpoint, Map<String, String> data) throws IOException {
        try {
            return Settings.of(data);
        } catch (IOException e) {
            throw new IOException(checkpoint + ": " + e.getMessage(), e);
        }
    }

    /** The settings are a stranger's: what they ask for is made only if the file holds as much. */
    private static void requireWhole(Settings settings, Corpus corpus, StateDict weights) {
        long expected = settings.parameters(corpus.alphabet().size());
        long found = weights.arrays().values().stream().mapToLong(NdArray::size).sum();
        if (found != expected) {
            throw new IllegalArgumentException("a model of " + found + " parameters, where " + settings.layers()
                    + " layers of width " + settings.width() + " have " + expected);
        }
    }

    /** No run saves others: the file is damaged, and no learning rate is to blame. */
    private static void requireNumbers(StateDict weights) {
        weights.arrays().forEach((name, array) -> {
            double[] values = array.toDoubleArray();
            for (int i = 0; i < values.length; i++) {
                if (!Double.isFinite(values[i])) {
                    throw new IllegalArgumentException("element " + i + " of '" + name + "' is " + values[i]);
                }
            }
        });
    }

    private double rate(long at) {
        long planned = settings.isPlanned() ? Math.max(settings.steps(), settings.warmUp() + 1) : Long.MAX_VALUE;
        return Schedule.warmupCosine(settings.rate(), settings.floor(), settings.warmUp(), planned).at(at);
    }

    /** Changes the number of steps that are planned: the learning rate follows the new plan from here on. */
    public void plan(long steps) {
        settings = settings.withSteps(steps);
    }

    /**
     * Draws a batch and learns from it.
     *
     * @return the batch's loss before
     * @throws DivergedException if the loss or its gradient is no number any more; the model is of no use then
     */
    public double takeStep() {
        long before = System.nanoTime();
        double loss;
        try (Scope _ = Scope.open("step")) {
            Batches.Batch batch = training.draw(settings.batch(), draws);
            Tensor computed = model.loss(batch.inputs(), batch.targets());
            loss = computed.item();
            if (!Double.isFinite(loss)) {
                throw new DivergedException("loss", loss, step, settings.rate());
            }
            computed.backward();
            optimizer.step();
            optimizer.zeroGrad();
            if (optimizer.last().skipped()) {
                throw new DivergedException("gradient's norm", optimizer.last().gradientNorm(), step, settings.rate());
            }
        }
        step++;
        trainedSeconds += (System.nanoTime() - before) / 1e9;
        trainedTokens += (long) settings.batch() * settings.context();
        if (step % Math.max(1, settings.steps() / ROWS) == 0) {
            StepInfo info = optimizer.last();
            metrics.add(new Metrics.Row(step, loss, Double.NaN, info.rate(), info.gradientNorm(), tokensPerSecond()));
        }
        return loss;
    }

    /** Measures the loss on a part of the held-out text. */
    public double glance() {
        return validated(Evaluation.glance(model, heldOut, Math.min(GLANCE, heldOut.count())));
    }

    /** Measures the loss on all of the held-out text. */
    public double evaluate() {
        return validated(Evaluation.whole(model, heldOut));
    }

    private double validated(double loss) {
        validation = loss;
        metrics.add(new Metrics.Row(step, Double.NaN, loss, Double.NaN, Double.NaN, tokensPerSecond()));
        return loss;
    }

    /**
     * Writes the checkpoint and the metrics; whatever happens meanwhile, the old checkpoint or the new one stands
     * there, whole, and the metrics reach at least as far.
     */
    public void save() throws IOException {
        Files.createDirectories(directory);
        metrics.write(directory.resolve(METRICS));
        Map<String, String> data = new LinkedHashMap<>(settings.toMetadata());
        data.put(ALPHABET, corpus.alphabet().toString());
        data.put("text", corpus.name());
        data.put(FINGERPRINT, corpus.fingerprint());
        try {
            new Checkpoint().state("model", model.stateDict()).state("optimizer", optimizer.state())
                    .rng("draws", draws).rng("dropout", dropout).counter("step", step).metadata(data)
                    .save(checkpoint());
        } catch (IOException e) {
            throw new IOException(checkpoint() + " cannot be written: " + Failures.reason(e), e);
        }
    }

    /** Where {@link #save} puts the checkpoint. */
    public Path checkpoint() {
        return directory.resolve(CHECKPOINT);
    }

    /** Where the run's files go. */
    public Path directory() {
        return directory;
    }

    /** The text. */
    public Corpus corpus() {
        return corpus;
    }

    /** The settings; the number of steps may change while it is being worked out. */
    public Settings settings() {
        return settings;
    }

    /** What counting reaches on the same text. */
    public Baselines baselines() {
        return baselines;
    }

    /** The model. */
    public Gpt model() {
        return model;
    }

    /** How many steps were taken. */
    public long step() {
        return step;
    }

    /** What was measured. */
    public Metrics metrics() {
        return metrics;
    }

    /** The loss on the held-out text, as it was measured last; NaN before. */
    public double validation() {
        return validation;
    }

    /** Symbols learned from in a second, since the run was made or resumed; NaN before the first step. */
    public double tokensPerSecond() {
        return trainedSeconds == 0 ? Double.NaN : trainedTokens / trainedSeconds;
    }
}

package lanegrad.examples;

import lanegrad.examples.gpt.Settings;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that make the settings of a run: they stand in its checkpoint, and a resumed run keeps them. */
final class GptOptions {

    /** The cosine ends at this part of the highest learning rate, as in nanoGPT. */
    private static final double FLOOR = 0.1;
    private static final double DECAY = 0.1;
    private static final double CLIP = 1;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

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

    @Option(names = "--lr", defaultValue = "3e-3",
            description = "The highest learning rate; it falls to a tenth of it.")
    private double rate;

    @Option(names = "--warm-up", defaultValue = "100", description = "Steps of linear warm-up.")
    private long warmUp;

    @Option(names = "--dropout", defaultValue = "0", description = "Probability of dropout.")
    private double dropout;

    @Option(names = "--seed", defaultValue = "1", description = "Of everything random.")
    private long seed;

    /** The settings of a new run. */
    Settings settings(long steps) {
        return new Settings(layers, heads, width, context, batch, steps, rate, FLOOR * rate, warmUp, DECAY, CLIP,
                dropout, seed);
    }

    /** Refuses what no run can have. */
    void check() {
        require(layers >= 1, "--layers", layers, "at least 1");
        require(width >= 1, "--width", width, "at least 1");
        require(heads >= 1 && width % heads == 0, "--heads", heads, "a divisor of the width, " + width + ",");
        require(context >= 1, "--context", context, "at least 1");
        require(batch >= 1 && batch <= Settings.MOST / context, "--batch", batch,
                "from 1 to " + Settings.MOST / context + " sequences of " + context + " bytes");
        require(rate > 0 && rate < Double.POSITIVE_INFINITY, "--lr", rate, "a positive number");
        require(warmUp >= 0 && warmUp < Long.MAX_VALUE, "--warm-up", warmUp, "from 0 up to, but not, 2^63 - 1");
        require(dropout >= 0 && dropout < 1, "--dropout", dropout, "from 0 up to, but not, 1");
    }

    /** Refuses what a resumed run has otherwise; what was not given is the checkpoint's. */
    void check(Settings resumed) {
        requireSame("--layers", layers, resumed.layers());
        requireSame("--heads", heads, resumed.heads());
        requireSame("--width", width, resumed.width());
        requireSame("--context", context, resumed.context());
        requireSame("--batch", batch, resumed.batch());
        requireSame("--lr", rate, resumed.rate());
        requireSame("--warm-up", warmUp, resumed.warmUp());
        requireSame("--dropout", dropout, resumed.dropout());
        requireSame("--seed", seed, resumed.seed());
    }

    private void requireSame(String option, Object given, Object resumed) {
        if (command.commandLine().getParseResult().hasMatchedOption(option)) {
            require(given.equals(resumed), option, given, resumed + ", as in the checkpoint,");
        }
    }

    /** Refuses an option's value. */
    void require(boolean holds, String option, Object value, String expected) {
        if (!holds) {
            throw new ParameterException(command.commandLine(), option + " " + value + ": " + expected + " expected");
        }
    }
}

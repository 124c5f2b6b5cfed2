package lanegrad.examples.gpt;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Locale;

/**
 * Trains a run: steps, looks at the held-out text ten times on the way, saves each time, and ends at the plan's end, at
 * a limit of time, or when somebody asks for it.
 */
public final class Trainer {

    private static final int GLANCES = 10;

    private final TrainingRun run;
    private final PrintStream out;
    private final Interrupt interrupt;
    private final double seconds;
    private final Pace pace;
    private final long start = System.nanoTime();

    /**
     * From now on the time counts.
     *
     * @param seconds the limit of time; if no number of steps is planned, it is chosen so that they fill it
     * @param interrupt asks for an early end
     */
    public Trainer(TrainingRun run, double seconds, Interrupt interrupt, PrintStream out) {
        this.run = run;
        this.seconds = seconds;
        this.interrupt = interrupt;
        this.out = out;
        this.pace = run.settings().isPlanned() ? null : new Pace(seconds);
    }

    /**
     * Trains and saves; measures the loss on the whole held-out text at the end, unless it was interrupted.
     *
     * @param stop a step to end at, even if more are planned
     */
    public void train(long stop) throws IOException {
        run.model().train();
        try (Progress progress = Progress.of(out, run.step(), run.settings().steps())) {
            long glance = nextGlance();
            while (!interrupt.isRequested() && !isDone(stop) && elapsed() < seconds) {
                double loss = run.takeStep();
                progress.show(run.step(), loss, run.tokensPerSecond());
                if (run.step() == glance && !isDone(stop)) {
                    replan(progress);
                    progress.line(glance(loss));
                    run.save();
                    glance = nextGlance();
                } else if (!run.settings().isPlanned()) {
                    replan(progress);
                    glance = nextGlance();
                }
            }
        }
        run.save();
        if (!interrupt.isRequested()) {
            run.evaluate();
            run.save();
            out.printf(Locale.ROOT, "step %,d: validation loss %.4f on all %,d held-out symbols%n", run.step(),
                    run.validation(), run.corpus().heldOut().length);
        }
    }

    private boolean isDone(long stop) {
        return run.step() >= stop || run.settings().isPlanned() && run.step() >= run.settings().steps();
    }

    /** Seconds since the trainer was made. */
    public double elapsed() {
        return (System.nanoTime() - start) / 1e9;
    }

    private void replan(Progress progress) {
        if (pace == null) {
            return;
        }
        long steps = pace.estimate(run.step(), elapsed());
        if (steps != Settings.UNPLANNED) {
            run.plan(steps);
            progress.plan(steps);
        }
    }

    /**
     * The next step at which about a tenth of the plan is done since the last time; the end has its own measurement.
     */
    private long nextGlance() {
        if (!run.settings().isPlanned()) {
            return Long.MAX_VALUE;
        }
        long steps = run.settings().steps();
        long every = Math.max(1, steps / GLANCES);
        // Where the plan moves, multiples would move with it; where it stands, a resumed run is to look where it would
        // have.
        long next = pace != null ? run.step() + every : (run.step() / every + 1) * every;
        return next > steps - every / 2 ? Long.MAX_VALUE : next;
    }

    private String glance(double loss) {
        double validation = run.glance();
        return String.format(Locale.ROOT,
                "step %,7d of %,d: training loss %.4f, validation loss %.4f (bigram %.4f), %,.0f tokens/s", run.step(),
                run.settings().steps(), loss, validation, run.baselines().bigram(), run.tokensPerSecond());
    }
}

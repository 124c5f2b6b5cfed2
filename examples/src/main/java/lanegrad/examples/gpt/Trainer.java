package lanegrad.examples.gpt;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

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
    private final LongSupplier clock;
    private final long start;
    private final long first;
    private long glance;

    /**
     * From now on the time counts.
     *
     * @param seconds the limit of time; if no number of steps is planned, it is chosen so that they fill it
     * @param interrupt asks for an early end
     * @param clock nanoseconds since any time, never falling, such as {@link System#nanoTime}
     */
    public Trainer(TrainingRun run, double seconds, Interrupt interrupt, PrintStream out, LongSupplier clock) {
        this.run = run;
        this.seconds = seconds;
        this.interrupt = interrupt;
        this.out = out;
        this.pace = run.settings().isPlanned() ? null : new Pace(seconds);
        this.clock = clock;
        this.start = clock.getAsLong();
        this.first = run.step();
    }

    /**
     * Trains and saves; measures the loss on the whole held-out text at the end, unless it was interrupted. A run that
     * was interrupted before its first step has nothing to save, and leaves what is there alone.
     *
     * @param stop a step to end at, even if more are planned
     */
    public void train(long stop) throws IOException {
        run.model().train();
        try (Progress progress = Progress.of(out, run.step(), run.settings().steps())) {
            glance = nextGlance();
            while (!interrupt.isRequested() && !isDone(stop) && elapsed() < seconds) {
                double loss = run.takeStep();
                progress.show(run.step(), loss, run.tokensPerSecond());
                if (!run.settings().isPlanned()) {
                    replan(progress);
                    glance = nextGlance();
                } else if (isTimeToLook() && !isDone(stop)) {
                    replan(progress);
                    progress.line(glance(loss));
                    run.save();
                    glance = nextGlance();
                }
            }
        }
        if (interrupt.isRequested() && taken() == 0) {
            return;
        }
        run.save();
        if (!interrupt.isRequested()) {
            run.evaluate();
            run.save();
            out.printf(Locale.ROOT, "step %,d: validation loss %.4f on all %,d held-out symbols%n", run.step(),
                    run.validation(), run.corpus().heldOut().length);
        }
    }

    /** Steps taken by this trainer. */
    public long taken() {
        return run.step() - first;
    }

    private boolean isDone(long stop) {
        return run.step() >= stop || run.settings().isPlanned() && run.step() >= run.settings().steps();
    }

    /** Seconds since the trainer was made. */
    public double elapsed() {
        return (clock.getAsLong() - start) / 1e9;
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
     * The next step to look at, a multiple of a tenth of the plan, so that a resumed run looks where it would have; or,
     * where the time makes the plan and steps move with their pace, the next tenth of the time. The end has its own
     * measurement.
     */
    private long nextGlance() {
        if (!run.settings().isPlanned()) {
            return Long.MAX_VALUE;
        }
        if (pace != null) {
            return tenth() + 1;
        }
        long steps = run.settings().steps();
        long every = Math.max(1, steps / GLANCES);
        long next = (run.step() / every + 1) * every;
        return next > steps - every / 2 ? Long.MAX_VALUE : next;
    }

    private boolean isTimeToLook() {
        return (pace != null ? tenth() : run.step()) >= glance;
    }

    private long tenth() {
        return (long) (GLANCES * elapsed() / seconds);
    }

    private String glance(double loss) {
        double validation = run.glance();
        return String.format(Locale.ROOT,
                "step %,7d of %,d: training loss %.4f, validation loss %.4f (bigram %.4f), %,.0f tokens/s", run.step(),
                run.settings().steps(), loss, validation, run.baselines().bigram(), run.tokensPerSecond());
    }
}

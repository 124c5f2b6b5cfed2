package lanegrad.examples.gpt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a trainer looks, plans and ends, by a clock that only the steps move. */
class TrainerTest {

    private static final double SECONDS = 2;

    @TempDir
    private Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private TrainingRun run(long steps) throws IOException {
        return new TrainingRun(Texts.corpus(20_000),
                new Settings(1, 1, 8, 8, 1, steps, 1e-2, 1e-3, 5, 0.1, 1, 0, 3), directory);
    }

    private void train(TrainingRun run, double seconds, LongToDoubleFunction time) throws IOException {
        try (Interrupt interrupt = new Interrupt(); PrintStream lines = new PrintStream(out)) {
            new Trainer(run, seconds, interrupt, lines, () -> (long) (1e9 * time.applyAsDouble(run.step())))
                    .train(Long.MAX_VALUE);
        }
    }

    /** The steps at which the held-out text was looked at, the end among them. */
    private static List<Long> looks(TrainingRun run) {
        return run.metrics().rows().stream().filter(row -> !Double.isNaN(row.validation())).map(Metrics.Row::step)
                .toList();
    }

    @Test
    void aSteadyPaceFillsTheTimeAndIsLookedAtEachTenthOfIt() throws IOException {
        TrainingRun run = run(Settings.UNPLANNED);
        train(run, SECONDS, step -> step / 128.0);
        assertEquals(256, run.step());
        assertEquals(256, run.settings().steps());
        assertEquals(List.of(52L, 77L, 103L, 128L, 154L, 180L, 205L, 231L, 256L), looks(run));
        assertTrue(out.toString(StandardCharsets.UTF_8).contains("step      52 of 256: training loss "),
                out::toString);
    }

    @Test
    void aRunThatGainsSpeedIsLookedAtNoMoreOften() throws IOException {
        TrainingRun run = run(Settings.UNPLANNED);
        train(run, SECONDS, step -> step <= 40 ? step / 128.0 : 40 / 128.0 + (step - 40) / 1280.0);
        assertEquals(9, looks(run).size(), () -> looks(run).toString());
        assertTrue(run.step() > 1500, run.step() + " steps: the plan did not grow");
        double last = run.metrics().rows().stream().filter(row -> !Double.isNaN(row.rate())).toList().getLast().rate();
        assertEquals(1e-3, last, 2e-3);
    }

    @Test
    void aPlanOfStepsIsLookedAtByTheStepAndEndsWithTheTime() throws IOException {
        TrainingRun run = run(100);
        train(run, 0.43, step -> step / 100.0);
        assertEquals(List.of(10L, 20L, 30L, 40L, 43L), looks(run));
        assertEquals(100, run.settings().steps());
    }

    @Test
    void whoeverStopsBeforeTheFirstStepLosesNothing() throws IOException, InterruptedException {
        TrainingRun run = run(10);
        run.takeStep();
        try (Interrupt interrupt = new Interrupt(); PrintStream lines = new PrintStream(out)) {
            Thread signal = new Thread(interrupt::request);
            signal.start();
            while (!interrupt.isRequested()) {
                Thread.onSpinWait();
            }
            Trainer trainer = new Trainer(run, SECONDS, interrupt, lines, () -> 0);
            trainer.train(Long.MAX_VALUE);
            assertEquals(0, trainer.taken());
        }
        assertFalse(Files.exists(run.checkpoint()));
    }
}

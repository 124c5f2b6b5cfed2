package lanegrad.examples.gpt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Supplier;
import lanegrad.autograd.Autograd;
import lanegrad.kernels.Kernels;
import lanegrad.parallel.Parallelism;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingRunTest {

    private static final int STEPS = 24;

    @TempDir
    private Path directory;

    private Corpus corpus;

    @BeforeEach
    void read() throws IOException {
        corpus = Texts.corpus(20_000);
    }

    private TrainingRun start(String name, long steps) {
        return new TrainingRun(corpus, Texts.settings(steps), directory.resolve(name));
    }

    private static double steps(TrainingRun run, int count) {
        double loss = Double.NaN;
        for (int i = 0; i < count; i++) {
            loss = run.takeStep();
        }
        return loss;
    }

    private Path saved(TrainingRun run) throws IOException {
        run.save();
        return run.checkpoint();
    }

    private static void assertSameBytes(Path expected, Path actual) throws IOException {
        assertEquals(-1, Files.mismatch(expected, actual), expected + " and " + actual + " differ");
    }

    @Test
    void learns() {
        TrainingRun run = start("run", 300);
        double before = run.evaluate();
        assertEquals(Math.log(corpus.alphabet().size()), before, 0.2);
        steps(run, 300);
        double glance = run.glance();
        double after = run.evaluate();
        assertTrue(after < run.baselines().bigram(), after + " against " + run.baselines());
        assertEquals(after, glance, 0.1);
        assertEquals(after, run.validation());
        assertTrue(run.model().isTraining());
    }

    @Test
    void settingsCountTheModelsParameters() {
        TrainingRun run = start("run", STEPS);
        assertEquals(run.model().parameterCount(), run.settings().parameters(corpus.alphabet().size()));
    }

    @Test
    void looksAtTheHeldOutTextLeaveNoTrace() throws IOException {
        TrainingRun one = start("one", STEPS);
        TrainingRun other = start("other", STEPS);
        steps(one, STEPS);
        for (int i = 0; i < STEPS; i++) {
            other.takeStep();
            other.glance();
        }
        assertSameBytes(saved(one), saved(other));
    }

    @Test
    void resumedRunsEndInTheSameBits() throws IOException {
        TrainingRun whole = start("whole", STEPS);
        steps(whole, STEPS);
        TrainingRun half = start("half", STEPS);
        steps(half, STEPS / 2);
        Path middle = saved(half);
        TrainingRun resumed = TrainingRun.resume(middle, corpus, directory.resolve("resumed"));
        assertEquals(STEPS / 2, resumed.step());
        assertEquals(Metrics.read(middle.resolveSibling(TrainingRun.METRICS)).rows(), resumed.metrics().rows());
        steps(resumed, STEPS / 2);
        assertSameBytes(saved(whole), saved(resumed));
        assertEquals(whole.metrics().rows().size(), resumed.metrics().rows().size());
    }

    @Test
    void metricsBeyondTheCheckpointAreForgotten() throws IOException {
        TrainingRun run = start("run", STEPS);
        steps(run, 3);
        Path checkpoint = saved(run);
        steps(run, 2);
        run.metrics().write(checkpoint.resolveSibling(TrainingRun.METRICS)); // killed before the next checkpoint
        assertEquals(3, TrainingRun.resume(checkpoint, corpus, directory).metrics().rows().size());
    }

    @Test
    void threadsDoNotChangeTheBits() throws IOException {
        Settings large = new Settings(1, 2, 64, 96, 8, STEPS, 1e-3, 1e-4, 5, 0.1, 1, 0.1, 3);
        TrainingRun two = new TrainingRun(corpus, large, directory.resolve("two"));
        steps(two, 4);
        two.glance();
        TrainingRun one = new TrainingRun(corpus, large, directory.resolve("one"));
        try (Parallelism _ = Parallelism.cap(1)) {
            steps(one, 4);
            one.glance();
        }
        assertEquals(two.validation(), one.validation());
        assertSameBytes(saved(two), saved(one));
    }

    @Test
    void scalarKernelsLearnTheSame() {
        Supplier<TrainingRun> fresh = () -> start("run", 50);
        TrainingRun best = fresh.get();
        TrainingRun scalar = fresh.get();
        for (int i = 0; i < 50; i++) {
            double expected = best.takeStep();
            try (var _ = Autograd.use(Kernels.scalar())) {
                assertEquals(expected, scalar.takeStep(), 0.01 * expected, "step " + i);
            }
        }
    }

    @Test
    void anotherTextIsRefused() throws IOException {
        Path checkpoint = saved(start("run", STEPS));
        Corpus other = Texts.corpus(20_010);
        String message = assertThrows(IOException.class, () -> TrainingRun.resume(checkpoint, other, directory))
                .getMessage();
        assertTrue(message.contains("was trained on another text (words)"), message);
    }

    @Test
    void aDamagedCheckpointIsRefused() throws IOException {
        byte[] good = Files.readAllBytes(saved(start("run", STEPS)));
        Path bad = directory.resolve("bad.safetensors");
        for (int length : new int[] {0, 7, 8, 100, good.length / 2, good.length - 1}) {
            Files.write(bad, Arrays.copyOf(good, length));
            assertTrue(refusal(bad).contains("bad.safetensors"), refusal(bad));
        }
        for (int at : new int[] {0, 3, 7, 9, 300}) {
            byte[] changed = good.clone();
            changed[at] ^= (byte) 0xA5;
            Files.write(bad, changed);
            assertTrue(refusal(bad).contains("bad.safetensors"), refusal(bad));
        }
        Files.delete(bad);
        assertEquals("no such file: " + bad, refusal(bad));
    }

    private String refusal(Path checkpoint) {
        return assertThrows(IOException.class, () -> TrainingRun.resume(checkpoint, corpus, directory)).getMessage();
    }

    @Test
    void aLossThatIsNoNumberEndsTheRun() {
        Settings wild = new Settings(1, 1, 8, 8, 2, 100, 1e30, 1e29, 0, 0, 1e30, 0, 1);
        TrainingRun run = new TrainingRun(corpus, wild, directory);
        String message = assertThrows(DivergedException.class, () -> steps(run, 100)).getMessage();
        assertTrue(message.contains("try --lr 2.5E29"), message);
        assertFalse(Files.exists(run.checkpoint()));
    }
}

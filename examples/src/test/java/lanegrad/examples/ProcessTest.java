package lanegrad.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import lanegrad.autograd.Autograd;
import lanegrad.examples.gpt.Corpus;
import lanegrad.examples.gpt.Metrics;
import lanegrad.examples.gpt.Texts;
import lanegrad.examples.gpt.TrainingRun;
import lanegrad.kernels.Kernels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program in a JVM of its own: what ends it from outside, and what its JVM's flags say. */
class ProcessTest {

    private static final String[] SMALL = {"--layers", "1", "--heads", "1", "--width", "8", "--context", "8", "--batch",
        "1", "--steps", "1000000"};

    /** Steps after a stop. */
    private static final int FURTHER = 5;

    @TempDir
    private Path directory;

    private Child start(List<String> options, String... arguments) throws IOException {
        Path text = Texts.file(directory, 12_000);
        return new Child(TrainGpt.class, options, Options.or(Options.or(arguments, SMALL), "--text", text.toString(),
                "--out", directory.resolve("run").toString()));
    }

    /** 128 and the signal's number, as shells have it. */
    private void assertSaved(Child child, int code) throws IOException, InterruptedException {
        assertEquals(code, child.end(), child::output);
        String output = child.output();
        Path checkpoint = directory.resolve("run").resolve(TrainingRun.CHECKPOINT);
        assertTrue(output.contains("go on with --resume " + checkpoint), output);
        TrainingRun run = TrainingRun.resume(checkpoint, Corpus.ofFile(directory.resolve("words.txt")), directory);
        assertTrue(output.contains(String.format("interrupted after step %,d;", run.step())), output);
        assertTrue(run.step() > 0, output);
        assertEquals(run.step() / 100,
                Metrics.read(directory.resolve("run").resolve(TrainingRun.METRICS)).rows().size());
        assertTrue(Files.notExists(directory.resolve("run/report.html")));
        try (var _ = Autograd.use(Kernels.scalar())) { // as the child had
            assertGoesOnAsIfNothingHadHappened(run);
        }
    }

    /** A run in this JVM that nobody stops. */
    private void assertGoesOnAsIfNothingHadHappened(TrainingRun resumed) throws IOException {
        TrainingRun whole = new TrainingRun(resumed.corpus(), resumed.settings(), directory.resolve("whole"));
        while (whole.step() < resumed.step() + FURTHER) {
            whole.takeStep();
        }
        whole.save();
        for (int i = 0; i < FURTHER; i++) {
            resumed.takeStep();
        }
        resumed.save();
        assertEquals(-1, Files.mismatch(whole.checkpoint(), resumed.checkpoint()), "bits differ");
    }

    @Test
    void ctrlCSavesBeforeItStops() throws IOException, InterruptedException {
        try (Child child = start(Child.QUICK)) {
            assertNotNull(child.await("parameters"), child::output);
            Thread.sleep(300);
            child.interrupt();
            assertSaved(child, 130);
        }
    }

    @Test
    void terminationSavesBeforeItStops() throws IOException, InterruptedException {
        try (Child child = start(Child.QUICK)) {
            assertNotNull(child.await("parameters"), child::output);
            Thread.sleep(300);
            child.terminate();
            assertSaved(child, 143);
        }
    }

    @Test
    void aBudgetThatIsExceededIsNamed() throws IOException, InterruptedException {
        try (Child child = start(List.of("-Dlanegrad.memory=4m"), "--width", "512", "--layers", "2")) {
            assertEquals(1, child.end());
            assertTrue(child.output().contains("memory budget exceeded: "), child::output);
            assertTrue(child.output().contains("limit 4194304 bytes (set by -Dlanegrad.memory)"), child::output);
            assertEquals(1, child.output().strip().lines().count(), child::output);
        }
    }

    @Test
    void aBudgetThatIsExceededInAStepLeavesTheCheckpoint() throws IOException, InterruptedException {
        try (Child child = start(Child.QUICK, "--steps", "2", "--sample", "0")) {
            assertEquals(0, child.end(), child::output);
        }
        Path checkpoint = directory.resolve("run").resolve(TrainingRun.CHECKPOINT);
        byte[] before = Files.readAllBytes(checkpoint);
        try (Child child = start(List.of("-Dlanegrad.memory=2m"), "--batch", "4096")) {
            assertEquals(1, child.end(), child::output);
            String last = child.output().strip().lines().toList().getLast();
            assertTrue(last.matches("memory budget exceeded: \\d+ bytes requested, \\d+ bytes in use .*, "
                    + "limit 2097152 bytes \\(set by -Dlanegrad.memory\\)"), child::output);
        }
        assertArrayEquals(before, Files.readAllBytes(checkpoint));
    }

    @Test
    void propertiesThatCannotBeReadAreNamed() throws IOException, InterruptedException {
        for (String property : List.of("-Dlanegrad.memory=much", "-Dlanegrad.kernels=fast", "-Dlanegrad.threads=0")) {
            try (Child child = start(List.of(property))) {
                assertEquals(1, child.end());
                assertTrue(child.output().strip().startsWith(property + ": "), child::output);
                assertEquals(1, child.output().strip().lines().count(), child::output);
            }
        }
    }

    @Test
    void memoryDoesNotGrow() throws IOException, InterruptedException {
        try (Child child = new Child(MemorySoak.class,
                List.of("--add-modules", "jdk.incubator.vector", "-Xms64m", "-Xmx64m"), "--steps", "1000", "--shapes",
                "10000")) {
            assertEquals(0, child.end(), child::output);
            assertTrue(child.output().contains("all within bounds"), child::output);
        }
    }
}

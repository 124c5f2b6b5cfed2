package lanegrad.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import lanegrad.examples.gpt.Corpus;
import lanegrad.examples.gpt.Metrics;
import lanegrad.examples.gpt.Texts;
import lanegrad.examples.gpt.TrainingRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed while it saves leaves a whole checkpoint, from which it goes on. */
class KillTest {

    private static final int KILLS = Boolean.getBoolean("lanegrad.deep") ? 200 : 12;

    @TempDir
    private Path directory;

    @Test
    void aKilledSaveLeavesAWholeCheckpoint() throws IOException, InterruptedException {
        Path text = Texts.file(directory, 12_000);
        Corpus corpus = Corpus.ofFile(text);
        Path out = directory.resolve("run");
        Random random = new Random(1);
        for (int i = 0; i < KILLS; i++) {
            String last;
            try (Child child = new Child(SaveForever.class, Child.QUICK, text.toString(), out.toString())) {
                assertNotNull(child.await("saved"), child::output);
                Thread.sleep(random.nextInt(20));
                child.kill();
                assertNotNull(child.end());
                last = child.output().strip();
            }
            long said = Long.parseLong(last.substring(last.lastIndexOf("saved ") + 6));
            TrainingRun run = TrainingRun.resume(out.resolve(TrainingRun.CHECKPOINT), corpus, out);
            assertTrue(run.step() == said || run.step() == said + 1, run.step() + " saved, " + said + " said");
            assertEquals(run.step(), Metrics.read(out.resolve(TrainingRun.METRICS)).upTo(run.step()).rows().size());
            run.takeStep();
        }
        try (var files = Files.list(out)) {
            long leftOver = files.filter(file -> file.toString().endsWith(".tmp")).count();
            assertTrue(leftOver <= 1, leftOver + " temporary files: only the last kill's may be left");
        }
    }
}

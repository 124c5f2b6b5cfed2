package lanegrad.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import lanegrad.examples.gpt.Corpus;
import lanegrad.examples.gpt.Settings;
import lanegrad.examples.gpt.TrainingRun;

/** Takes a step and saves, again and again, until it is killed. */
final class SaveForever {

    private SaveForever() {
    }

    /** The text, and the directory to save to, from which it goes on. */
    public static void main(String[] arguments) throws IOException {
        Corpus corpus = Corpus.ofFile(Path.of(arguments[0]));
        Path directory = Path.of(arguments[1]);
        Path checkpoint = directory.resolve(TrainingRun.CHECKPOINT);
        // Much to save and little to compute, so that most kills hit a save
        Settings settings = new Settings(3, 1, 128, 4, 1, 5000, 1e-3, 1e-4, 0, 0, 1, 0, 1);
        TrainingRun run = Files.exists(checkpoint)
                ? TrainingRun.resume(checkpoint, corpus, directory)
                : new TrainingRun(corpus, settings, directory);
        System.out.println("starts at " + run.step());
        while (true) {
            run.takeStep();
            run.save();
            System.out.println("saved " + run.step());
        }
    }
}

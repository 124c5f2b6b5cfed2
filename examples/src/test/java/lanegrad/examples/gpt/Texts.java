package lanegrad.examples.gpt;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/** Texts to learn from that have something to learn. */
public final class Texts {

    private static final String[] WORDS = {"the", "lane", "grad", "ients", "flow", "down", "hill", "and", "learn"};

    private Texts() {
    }

    /** Words in lines, the same each time. */
    public static byte[] words(int bytes) {
        Random random = new Random(7);
        StringBuilder text = new StringBuilder();
        while (text.length() < bytes) {
            text.append(WORDS[random.nextInt(WORDS.length)]).append(random.nextInt(8) == 0 ? ".\n" : " ");
        }
        return text.substring(0, bytes).getBytes(StandardCharsets.US_ASCII);
    }

    /** A file of words. */
    public static Path file(Path directory, int bytes) throws IOException {
        return Files.write(directory.resolve("words.txt"), words(bytes));
    }

    /** A corpus of words. */
    static Corpus corpus(int bytes) throws IOException {
        byte[] text = words(bytes);
        int cut = bytes * 9 / 10;
        return Corpus.of("words", Arrays.copyOf(text, cut),
                Arrays.copyOfRange(text, cut, text.length));
    }

    /** A model that learns them in no time. */
    static Settings settings(long steps) {
        return new Settings(2, 2, 16, 24, 4, steps, 1e-2, 1e-3, 5, 0.1, 1, 0.1, 3);
    }
}

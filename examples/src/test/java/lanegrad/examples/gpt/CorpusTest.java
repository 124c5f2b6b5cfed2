package lanegrad.examples.gpt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusTest {

    @TempDir
    private Path directory;

    @Test
    void holdsOutTheLastTenthOfAFile() throws IOException {
        byte[] text = Texts.words(20_003);
        Corpus corpus = Corpus.ofFile(Texts.file(directory, 20_003));
        assertEquals("words.txt", corpus.name());
        assertArrayEquals(Arrays.copyOf(text, 18_002), corpus.training());
        assertArrayEquals(Arrays.copyOfRange(text, 18_002, 20_003), corpus.heldOut());
    }

    @Test
    void tellsWhatIsWrongWithAFile() throws IOException {
        assertEquals("no such file: " + directory.resolve("none"), refusal(directory.resolve("none")));
        assertEquals(directory + " is a directory; a text file expected", refusal(directory));
        Path little = Files.writeString(directory.resolve("little"), "x".repeat(100));
        assertEquals("little: 90 bytes, at least 1024 expected", refusal(little));
        Path few = Files.writeString(directory.resolve("few"), "x".repeat(9000));
        assertEquals("few, the part held out: 900 bytes, at least 1024 expected", refusal(few));
    }

    private static String refusal(Path file) {
        return assertThrows(IOException.class, () -> Corpus.ofFile(file)).getMessage();
    }

    @Test
    void fingerprintsTellTextsApart() throws IOException {
        Corpus corpus = Texts.corpus(20_000);
        assertEquals(corpus.fingerprint(), Texts.corpus(20_000).fingerprint());
        assertNotEquals(corpus.fingerprint(), Texts.corpus(20_001).fingerprint());
        byte[] all = Texts.words(20_000);
        Corpus cutElsewhere = Corpus.of("words", Arrays.copyOf(all, 17_000), Arrays.copyOfRange(all, 17_000, 20_000));
        assertNotEquals(corpus.fingerprint(), cutElsewhere.fingerprint());
    }

    @Test
    void holdsOutEveryTenthSourceFileWhole() throws IOException {
        Files.createDirectories(directory.resolve("a/target"));
        Files.createDirectories(directory.resolve(".hidden"));
        for (int i = 0; i < 20; i++) {
            Files.writeString(directory.resolve("a/File%02d.java".formatted(i)), "x%02d ".formatted(i).repeat(300));
        }
        Files.writeString(directory.resolve("a/target/Made.java"), "made ".repeat(300));
        Files.writeString(directory.resolve(".hidden/Hidden.java"), "hidden ".repeat(300));
        Files.writeString(directory.resolve("a/picture.png"), "png ".repeat(300));
        Files.writeString(directory.resolve("ARCHITECTURE.md"), "plan ".repeat(300));
        assertEquals(directory.toRealPath(), ProjectSources.rootOf(directory.resolve("a")).toRealPath());
        Corpus corpus = ProjectSources.corpus(directory);
        String heldOut = new String(corpus.heldOut(), StandardCharsets.UTF_8);
        String training = new String(corpus.training(), StandardCharsets.UTF_8);
        // ARCHITECTURE.md comes first, so the tenth and twentieth files are numbers 8 and 18
        assertEquals("x08 ".repeat(300) + "\n" + "x18 ".repeat(300) + "\n", heldOut);
        assertTrue(training.startsWith("plan ") && training.endsWith("x19 \n") && training.contains("x17 "));
        assertTrue(!training.contains("x08") && !training.contains("made") && !training.contains("hidden")
                && !training.contains("png"));
        assertTrue(corpus.name().startsWith("21 source files of "));
    }

    @Test
    void aDirectoryOfNoProjectIsRefused() {
        // The temporary directory lies outside of any project
        assertTrue(assertThrows(IOException.class, () -> ProjectSources.rootOf(directory)).getMessage()
                .startsWith("no project (a directory with ARCHITECTURE.md) at or above " + directory));
    }
}

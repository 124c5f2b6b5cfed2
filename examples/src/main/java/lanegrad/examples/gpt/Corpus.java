package lanegrad.examples.gpt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A text to learn from, and another, held out, to be judged by.
 *
 * @param name for people
 * @param training what the model learns from
 * @param heldOut what it never sees
 * @param alphabet the bytes of both
 */
public record Corpus(String name, byte[] training, byte[] heldOut, Alphabet alphabet) {

    private static final int LEAST = 1024;

    /** The longest Java array that every JVM can make. */
    private static final long MOST = Integer.MAX_VALUE - 8L;

    /**
     * A corpus of two texts.
     *
     * @throws IOException if one of them is too short to learn anything from
     */
    static Corpus of(String name, byte[] training, byte[] heldOut) throws IOException {
        requireEnough(training.length, name);
        requireEnough(heldOut.length, name + ", the part held out");
        return new Corpus(name, training, heldOut, Alphabet.of(training, heldOut));
    }

    /** One file: its last tenth is held out, as in nanoGPT's recipe. */
    public static Corpus ofFile(Path file) throws IOException {
        byte[] text = read(file);
        int cut = (int) (text.length * 9L / 10);
        return of(file.getFileName().toString(), Arrays.copyOf(text, cut), Arrays.copyOfRange(text, cut, text.length));
    }

    private static byte[] read(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException(file + " is a directory; a text file expected");
        }
        try {
            long size = Files.size(file);
            if (size > MOST) {
                throw new IOException("it has " + size + " bytes; at most " + MOST + " expected");
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new IOException("no such file: " + file, e);
        } catch (IOException e) {
            throw new IOException(file + " cannot be read: " + Failures.reason(e), e);
        }
    }

    private static void requireEnough(int bytes, String where) throws IOException {
        if (bytes < LEAST) {
            throw new IOException(where + ": " + bytes + " bytes, at least " + LEAST + " expected");
        }
    }

    /** What tells this corpus from any other: a checkpoint goes on only with the text it was trained on. */
    public String fingerprint() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((training.length + " ").getBytes());
            digest.update(training);
            digest.update(heldOut);
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}

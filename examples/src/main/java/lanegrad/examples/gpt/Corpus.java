package lanegrad.examples.gpt;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;

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
    private static final Set<String> ENDINGS = Set.of(".java", ".md", ".xml");
    private static final Set<String> SKIPPED = Set.of("target", ".git");

    /** One file: its last tenth is held out, as in nanoGPT's recipe. */
    public static Corpus ofFile(Path file) throws IOException {
        byte[] text = Files.readAllBytes(file);
        requireEnough(text.length, file.toString());
        int cut = (int) (text.length * 9L / 10);
        byte[] training = Arrays.copyOfRange(text, 0, cut);
        byte[] heldOut = Arrays.copyOfRange(text, cut, text.length);
        return new Corpus(file.getFileName().toString(), training, heldOut, Alphabet.of(training, heldOut));
    }

    /** A project's sources and documents: every tenth file is held out, whole. */
    public static Corpus ofSources(Path root) throws IOException {
        List<Path> files = sources(root);
        ByteArrayOutputStream training = new ByteArrayOutputStream();
        ByteArrayOutputStream heldOut = new ByteArrayOutputStream();
        for (int i = 0; i < files.size(); i++) {
            ByteArrayOutputStream part = i % 10 == 9 ? heldOut : training;
            part.write(Files.readAllBytes(files.get(i)));
            part.write('\n');
        }
        requireEnough(training.size(), "the sources below " + root);
        requireEnough(heldOut.size(), "the held-out sources below " + root);
        byte[] seen = training.toByteArray();
        byte[] unseen = heldOut.toByteArray();
        return new Corpus(files.size() + " source files of " + root.toAbsolutePath().normalize().getFileName(), seen, unseen,
                Alphabet.of(seen, unseen));
    }

    private static void requireEnough(int bytes, String where) throws IOException {
        if (bytes < LEAST) {
            throw new IOException(where + ": " + bytes + " bytes, at least " + LEAST + " expected");
        }
    }

    /** In the order of their paths, whatever order the file system has. */
    private static List<Path> sources(Path root) throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                boolean skip = !directory.equals(root) && SKIPPED.contains(directory.getFileName().toString());
                return skip ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                String name = file.getFileName().toString();
                int dot = name.lastIndexOf('.');
                if (attributes.isRegularFile() && dot >= 0 && ENDINGS.contains(name.substring(dot))) {
                    files.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        Collections.sort(files);
        return files;
    }
}

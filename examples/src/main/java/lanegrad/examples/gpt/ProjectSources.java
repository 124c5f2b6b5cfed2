package lanegrad.examples.gpt;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** A project's own sources and documents as a text: every tenth file is held out, whole. */
public final class ProjectSources {

    /** What the root of this program's project holds. */
    private static final String MARK = "ARCHITECTURE.md";
    private static final Set<String> ENDINGS = Set.of(".java", ".md", ".xml");
    private static final int TENTH = 10;

    private ProjectSources() {
    }

    /**
     * The project that a directory belongs to: the nearest at or above it that holds {@code ARCHITECTURE.md}.
     *
     * @throws IOException if there is none
     */
    public static Path rootOf(Path directory) throws IOException {
        Path start = directory.toAbsolutePath().normalize();
        for (Path at = start; at != null; at = at.getParent()) {
            if (Files.exists(at.resolve(MARK))) {
                return at;
            }
        }
        throw new IOException("no project (a directory with " + MARK + ") at or above " + start
                + "; name a text with --text FILE");
    }

    /** The files below a project's root, without hidden directories and those that Maven makes. */
    public static Corpus corpus(Path root) throws IOException {
        List<Path> files = files(root);
        ByteArrayOutputStream training = new ByteArrayOutputStream();
        ByteArrayOutputStream heldOut = new ByteArrayOutputStream();
        for (int i = 0; i < files.size(); i++) {
            ByteArrayOutputStream part = i % TENTH == TENTH - 1 ? heldOut : training;
            part.write(Files.readAllBytes(files.get(i)));
            part.write('\n');
        }
        String name = files.size() + " source files of " + root.toAbsolutePath().normalize().getFileName();
        return Corpus.of(name, training.toByteArray(), heldOut.toByteArray());
    }

    /** In the order of their paths, whatever order the file system has. */
    private static List<Path> files(Path root) throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                String name = directory.equals(root) ? "" : directory.getFileName().toString();
                return name.equals("target") || name.startsWith(".")
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
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
        files.sort(Comparator.comparing(file -> root.relativize(file).toString().replace('\\', '/')));
        return files;
    }
}

package lanegrad.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Where the project's files lie. */
public final class Project {

    private Project() {
    }

    /**
     * The directory of the whole build, from wherever in it the tests are started.
     *
     * @return an absolute path
     */
    public static Path root() {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.exists(directory.resolve("build/formatter.xml"))) {
            directory = directory.getParent();
        }
        return directory;
    }

    /** Every Java file of every module. */
    static List<Path> sources() throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> modules = Files.list(root())) {
            for (Path source : modules.map(m -> m.resolve("src")).filter(Files::isDirectory).toList()) {
                try (Stream<Path> tree = Files.walk(source)) {
                    tree.filter(f -> f.toString().endsWith(".java")).forEach(files::add);
                }
            }
        }
        return files;
    }
}

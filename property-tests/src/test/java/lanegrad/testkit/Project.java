package lanegrad.testkit;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the project's files lie. */
final class Project {

    private Project() {
    }

    /** The directory of the whole build, from wherever in it the tests are started. */
    static Path root() {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.exists(directory.resolve("build/formatter.xml"))) {
            directory = directory.getParent();
        }
        return directory;
    }
}

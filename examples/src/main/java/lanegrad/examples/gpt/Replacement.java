package lanegrad.examples.gpt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A text file's new content, which takes the old one's place all at once. */
final class Replacement {

    private Replacement() {
    }

    /** Writes beside the file and renames: whoever is killed meanwhile leaves the old content or the new. */
    static void write(Path file, CharSequence text) throws IOException {
        Path beside = file.resolveSibling("." + file.getFileName() + ".new");
        Files.writeString(beside, text);
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
    }
}

package lanegrad.examples.gpt;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** A text file's new content, which takes the old one's place all at once. */
final class Replacement {

    private Replacement() {
    }

    /**
     * Writes beside the file, through to the disk, and renames: whoever is killed meanwhile leaves the old content or
     * the new.
     *
     * @throws IOException if it cannot be written; the old content stands, and nothing beside it
     */
    static void write(Path file, CharSequence text) throws IOException {
        Path beside = file.resolveSibling("." + file.getFileName() + ".new");
        try {
            try (FileChannel channel = FileChannel.open(beside, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                    StandardOpenOption.TRUNCATE_EXISTING)) {
                ByteBuffer bytes = StandardCharsets.UTF_8.encode(text.toString());
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Files.deleteIfExists(beside);
            throw new IOException(file + " cannot be written: " + Failures.reason(e), e);
        }
    }
}

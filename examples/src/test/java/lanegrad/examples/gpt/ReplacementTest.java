package lanegrad.examples.gpt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplacementTest {

    @TempDir
    private Path directory;

    private List<String> names() throws IOException {
        try (var files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void takesTheOldOnesPlace() throws IOException {
        Path file = directory.resolve("text");
        Replacement.write(file, "a long first text");
        Replacement.write(file, "\u00e4");
        assertEquals("\u00e4", Files.readString(file));
        assertEquals(List.of("text"), names());
    }

    @Test
    void aFailureLeavesNothingBeside() throws IOException {
        Path taken = Files.createDirectory(directory.resolve("text"));
        Files.createFile(taken.resolve("inside"));
        String message = assertThrows(IOException.class, () -> Replacement.write(taken, "x")).getMessage();
        assertTrue(message.startsWith(taken + " cannot be written: "), message);
        assertEquals(List.of("text"), names());
        Path gone = directory.resolve("gone/text");
        assertEquals(gone + " cannot be written: no such file or directory",
                assertThrows(IOException.class, () -> Replacement.write(gone, "x")).getMessage());
    }
}

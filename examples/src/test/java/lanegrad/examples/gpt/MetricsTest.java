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

class MetricsTest {

    @TempDir
    private Path directory;

    @Test
    void comeBackFromTheirFile() throws IOException {
        Metrics metrics = new Metrics();
        metrics.add(new Metrics.Row(1, 4.25, Double.NaN, 1e-5, 0.125, Double.NaN));
        metrics.add(new Metrics.Row(2, Double.NaN, 3.5, Double.NaN, Double.NaN, 123456));
        metrics.add(new Metrics.Row(12_345_678_901L, 1.234567, 2, 1e-3, 1e9, 1.5));
        Path file = directory.resolve("metrics.csv");
        metrics.write(file);
        assertEquals(metrics.rows(), Metrics.read(file).rows());
        assertEquals(metrics.rows().subList(0, 2), Metrics.read(file).upTo(2).rows());
        metrics.write(file);
        assertEquals(metrics.rows(), Metrics.read(file).rows());
        try (var files = Files.list(directory)) {
            assertEquals(List.of(file), files.toList());
        }
    }

    @Test
    void sayWhereAFileIsWrong() throws IOException {
        Path file = directory.resolve("metrics.csv");
        new Metrics().write(file);
        String header = Files.readString(file);
        Files.writeString(file, header + "1,2,3\n");
        assertEquals(file + ", line 2: 3 cells, 6 expected", refusal(file));
        Files.writeString(file, header + "1,2,3,4,5,6\n1,x,3,4,5,6\n");
        assertTrue(refusal(file).startsWith(file + ", line 3: "));
        Files.writeString(file, "something else\n");
        assertTrue(refusal(file).startsWith(file + ", line 1: "));
        Files.writeString(file, header + "1,Infinity,3,4,5,6\n");
        assertEquals(file + ", line 2: 'Infinity' is no finite number", refusal(file));
        Files.write(file, new byte[] {(byte) 0xFF, (byte) 0xFE, '\n'});
        assertTrue(refusal(file).startsWith(file + ", line 1: "));
        assertEquals(directory + " cannot be read: Is a directory", refusal(directory));
    }

    private static String refusal(Path file) {
        return assertThrows(IOException.class, () -> Metrics.read(file)).getMessage();
    }
}

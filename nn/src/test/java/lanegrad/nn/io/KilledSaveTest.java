package lanegrad.nn.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.autograd.StateDict;
import lanegrad.memory.Scope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed while it saves leaves the old file or the new one, whole. */
class KilledSaveTest {

    private static final int KILLS = Boolean.getBoolean("lanegrad.deep") ? 50 : 12;
    private static final long NUMBERS = 1 << 20;

    @TempDir
    private Path directory;

    @TempDir
    private Path other;

    private Path output;

    /** The child: saves again and again, each time another number everywhere. */
    static final class Saver {

        private Saver() {
        }

        public static void main(String[] args) throws IOException {
            Path path = Path.of(args[0]);
            for (int round = Integer.parseInt(args[1]);; round++) {
                try (Scope _ = Scope.open()) {
                    NdArray numbers = NdArray.full(DType.F32, Shape.of(NUMBERS), round);
                    Safetensors.write(path, new StateDict(Map.of("numbers", numbers)),
                            Map.of("round", Integer.toString(round)));
                }
                System.out.println(round);
            }
        }
    }

    @Test
    void theFileIsWholeWheneverTheProcessIsKilled() throws Exception {
        Path path = directory.resolve("model.safetensors");
        SplittableRandom random = new SplittableRandom(7);
        output = Files.createFile(other.resolve("output"));
        int round = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            Process process = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "-Xmx64m",
                    "-cp",
                    System.getProperty("java.class.path"), Saver.class.getName(), path.toString(),
                    Integer.toString(round + 1)).redirectError(ProcessBuilder.Redirect.INHERIT)
                    .redirectOutput(output.toFile()).start();
            try {
                while (lastLine() == null) {
                    assertTrue(process.isAlive(), "the child ended by itself");
                    Thread.sleep(1); // so that there is an old file
                }
                Thread.sleep(random.nextInt(40));
            } finally {
                process.destroyForcibly().waitFor();
            }
            round = requireWhole(path, Integer.parseInt(lastLine()));
        }
        Safetensors.write(path, new StateDict(Map.of()), Map.of());
        try (Stream<Path> files = Files.list(directory)) {
            assertEquals(List.of(path), files.toList());
        }
    }

    /** The last line that the child has written completely; null if there is none. */
    private String lastLine() throws IOException {
        String text = Files.readString(output);
        String[] lines = text.substring(0, text.lastIndexOf('\n') + 1).split("\n");
        return lines[lines.length - 1].isEmpty() ? null : lines[lines.length - 1];
    }

    /** What the process said it saved, or the one it had begun after that. */
    private static int requireWhole(Path path, int saved) throws IOException {
        try (SafetensorsFile file = Safetensors.open(path)) {
            int round = Integer.parseInt(file.metadata().get("round"));
            assertTrue(round == saved || round == saved + 1, round + " after " + saved);
            float[] numbers = file.get("numbers").toFloatArray();
            assertEquals(NUMBERS, numbers.length);
            for (float number : numbers) {
                assertEquals(round, number);
            }
            return round;
        }
    }
}

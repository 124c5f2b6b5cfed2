package lanegrad.nn.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import lanegrad.array.NdArray;
import lanegrad.autograd.StateDict;
import lanegrad.random.Rng;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything that is put into a checkpoint comes out. */
class CheckpointTest {

    @TempDir
    private Path directory;

    @Test
    void everythingComesBack() throws IOException {
        Path path = directory.resolve("run.safetensors");
        Rng rng = new Rng(-5);
        rng.nextLong();
        new Checkpoint().state("model", new StateDict(Map.of("a.b", NdArray.of(new float[] {1, 2}))))
                .state("optimizer", new StateDict(Map.of())).rng("batches", rng).counter("step", Long.MAX_VALUE)
                .metadata("text", "a,b").metadata(Map.of("lr", "1e-3")).save(path);
        long next = rng.nextLong();
        try (CheckpointFile file = CheckpointFile.open(path)) {
            assertArrayEquals(new float[] {1, 2}, file.state("model").arrays().get("a.b").toFloatArray());
            assertTrue(file.state("optimizer").arrays().isEmpty());
            Rng other = new Rng(0);
            file.restore("batches", other);
            assertEquals(next, other.nextLong());
            assertEquals(Long.MAX_VALUE, file.counter("step"));
            assertEquals(Map.of("text", "a,b", "lr", "1e-3"), file.metadata());
            assertEquals("no state 'ema' in " + path + " with 3 arrays, only [model, optimizer]",
                    assertThrows(IllegalArgumentException.class, () -> file.state("ema")).getMessage());
            assertThrows(IllegalArgumentException.class, () -> file.counter("epoch"));
            assertThrows(IllegalArgumentException.class, () -> file.restore("dropout", other));
        }
    }

    @Test
    void namesMustFit() {
        Checkpoint checkpoint = new Checkpoint().counter("step", 1);
        StateDict none = new StateDict(Map.of());
        assertThrows(IllegalArgumentException.class, () -> checkpoint.counter("step", 2));
        assertThrows(IllegalArgumentException.class, () -> checkpoint.state("a.b", none));
        assertThrows(IllegalArgumentException.class, () -> checkpoint.state("rng", none));
        assertThrows(IllegalArgumentException.class, () -> checkpoint.metadata("lanegrad.states", ""));
    }

    @Test
    void otherFilesAreNoCheckpoints() throws IOException {
        Path path = directory.resolve("weights.safetensors");
        Safetensors.write(path, new StateDict(Map.of()), Map.of());
        FormatException e = assertThrows(FormatException.class, () -> CheckpointFile.open(path));
        assertTrue(e.getMessage().contains("not a checkpoint"), e.getMessage());
        Safetensors.write(path, new StateDict(Map.of("counter.step", NdArray.of(new float[] {1}))),
                Map.of("lanegrad.states", ""));
        try (CheckpointFile file = CheckpointFile.open(path)) {
            assertThrows(FormatException.class, () -> file.counter("step"));
        }
    }
}

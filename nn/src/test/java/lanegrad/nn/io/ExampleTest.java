package lanegrad.nn.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import lanegrad.array.DType;
import lanegrad.nn.layers.Linear;
import lanegrad.random.Rng;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of the package page. */
class ExampleTest {

    @Test
    void ofThePackage(@TempDir Path directory) throws IOException {
        String purpose;
        // @start region="example"
        Path path = directory.resolve("model.safetensors");
        Linear model = new Linear(4, 2, true, new Rng(1));
        Safetensors.write(path, model.stateDict(), Map.of("purpose", "example"));
        Linear copy = Linear.unset(4, 2, true, DType.F32);         // no numbers are drawn for what is loaded
        try (SafetensorsFile file = Safetensors.open(path)) {      // mapped, and checked as a whole
            purpose = file.metadata().get("purpose");
            copy.load(file.stateDict());                           // every name must be there, and no other
        }
        // @end
        assertEquals("example", purpose);
        assertArrayEquals(model.weight().toFloatArray(), copy.weight().toFloatArray());
    }
}

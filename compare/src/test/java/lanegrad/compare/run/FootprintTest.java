package lanegrad.compare.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import lanegrad.compare.cases.Cases;
import lanegrad.compare.contestant.Entrant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FootprintTest {

    @Test
    void growsWithWhatACaseTouches(@TempDir Path directory) throws Exception {
        assumeTrue(Files.exists(Path.of("/proc/self/status")));
        Optional<Footprint> some = Footprint.measure(Cases.named("add 1M"), Entrant.LANEGRAD, 1, directory);
        Footprint footprint = some.orElseThrow();
        assertEquals("add 1M", footprint.work());
        assertTrue(footprint.loaded() > 10e6, footprint::toString);
        // Three arrays
        assertTrue(footprint.peak() - footprint.loaded() > 3 * 4e6, footprint::toString);
    }

    @Test
    void isNotToldOfWhatFails(@TempDir Path directory) throws Exception {
        assertEquals(Optional.empty(), Footprint.measure(Cases.named("bert 1"), Entrant.EJML, 1, directory));
    }
}

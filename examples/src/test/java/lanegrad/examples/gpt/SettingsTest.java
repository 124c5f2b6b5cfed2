package lanegrad.examples.gpt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {

    private static final Settings SETTINGS = new Settings(4, 2, 64, 32, 8, 1000, 0.1 + 0.2, 1e-17, 100, 0.1, 1, 0.2,
            -5);

    @Test
    void comeBackFromMetadata() throws IOException {
        assertEquals(SETTINGS, Settings.of(SETTINGS.toMetadata()));
        assertEquals(SETTINGS.withSteps(Settings.UNPLANNED),
                Settings.of(SETTINGS.withSteps(Settings.UNPLANNED).toMetadata()));
    }

    @Test
    void hostileMetadataIsRefused() {
        Map<String, String> good = SETTINGS.toMetadata();
        for (String name : good.keySet()) {
            Map<String, String> bad = new HashMap<>(good);
            bad.remove(name);
            assertEquals("the checkpoint's settings: '" + name + "' is missing",
                    assertThrows(IOException.class, () -> Settings.of(bad)).getMessage());
            bad.put(name, "x");
            assertTrue(assertThrows(IOException.class, () -> Settings.of(bad)).getMessage().contains("x"));
        }
        for (String name : new String[] {"layers", "batch", "steps", "warmUp", "floor"}) {
            Map<String, String> bad = new HashMap<>(good);
            bad.put(name, "-7");
            assertTrue(assertThrows(IOException.class, () -> Settings.of(bad)).getMessage().contains("-7"), name);
        }
    }
}

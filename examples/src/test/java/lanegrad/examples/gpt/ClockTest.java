package lanegrad.examples.gpt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import picocli.CommandLine.TypeConversionException;

class ClockTest {

    @Test
    void readsSpansOfTime() {
        Clock clock = new Clock();
        assertEquals(90, clock.convert("90"));
        assertEquals(90, clock.convert("90s"));
        assertEquals(150, clock.convert(" 2.5 M"));
        assertEquals(7200, clock.convert("2h"));
        for (String wrong : new String[] {"", "s", "-1s", "1d", "1e3", "NaN"}) {
            assertThrows(TypeConversionException.class, () -> clock.convert(wrong), wrong);
        }
    }
}

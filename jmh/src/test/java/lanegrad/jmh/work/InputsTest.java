package lanegrad.jmh.work;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class InputsTest {

    @Test
    void areTheSameEachTime() {
        assertArrayEquals(Inputs.uniform(100, 3), Inputs.uniform(100, 3));
        assertFalse(Arrays.equals(Inputs.uniform(100, 3), Inputs.uniform(100, 4)));
    }

    @Test
    void fillTheirRange() {
        float[] values = Inputs.uniform(10_000, 1);
        double sum = 0;
        for (float value : values) {
            assertTrue(value >= -1 && value < 1);
            sum += value;
        }
        assertEquals(0, sum / values.length, 0.03);
    }

    @Test
    void indicesFillTheirs() {
        long[] indices = Inputs.indices(10_000, 7, 1);
        assertArrayEquals(new long[] {0, 1, 2, 3, 4, 5, 6}, Arrays.stream(indices).distinct().sorted().toArray());
    }
}

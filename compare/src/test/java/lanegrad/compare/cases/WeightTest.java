package lanegrad.compare.cases;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import lanegrad.jmh.work.Bert;
import lanegrad.jmh.work.GptTraining;
import org.junit.jupiter.api.Test;

class WeightTest {

    @Test
    void isConstantOrDrawn() {
        assertArrayEquals(new float[] {1, 1, 1, 1, 1, 1}, Weight.constant(1, 2, 3).values(7));
        float[] drawn = Weight.drawn(0.5, 100, 3).values(7);
        assertEquals(300, drawn.length);
        for (float value : drawn) {
            assertTrue(Math.abs(value) <= 0.5);
        }
    }

    @Test
    void modelsHaveTheirParameters() {
        assertEquals(6, new MlpStep().weights().size());
        assertEquals(2 + 12 * GptTraining.LAYERS + 3, new GptStep().weights().size());
        assertEquals(5 + 12 * Bert.LAYERS, BertForward.weights().size());
        assertEquals(4, Lstm.weights().size());
        assertEquals(2, Convolution.weights().size());
    }
}

package lanegrad.nn.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import lanegrad.array.DType;
import lanegrad.array.Shape;
import lanegrad.autograd.Tensor;
import lanegrad.random.Rng;
import org.junit.jupiter.api.Test;

/** The example of the package page. */
class ExampleTest {

    @Test
    void ofThePackage() {
        // @start region="example"
        Rng rng = new Rng(1);
        Sequential mlp = new Sequential(
                new Linear(784, 256, true, rng),
                Activation.RELU.layer(),
                new Dropout(0.1, rng),
                new Linear(256, 10, true, rng));
        Tensor logits = mlp.forward(Tensor.zeros(DType.F32, 32, 784));
        mlp.eval();                                                        // dropout does nothing from here on
        Tensor words = new Embedding(1000, 64, rng).forward(Tensor.of(new long[] {7, 3}));
        String summary = mlp.summary();
        // @end
        assertEquals(Shape.of(32, 10), logits.shape());
        assertEquals(Shape.of(2, 64), words.shape());
        assertFalse(mlp.isTraining());
        assertTrue(summary.contains("203,530") || summary.contains("203530"), summary);
    }
}

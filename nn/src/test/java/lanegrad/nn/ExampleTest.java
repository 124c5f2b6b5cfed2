package lanegrad.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import lanegrad.autograd.Parameter;
import lanegrad.autograd.StateDict;
import lanegrad.autograd.Tensor;
import lanegrad.memory.Scope;
import lanegrad.nn.layers.Activation;
import lanegrad.nn.layers.Linear;
import lanegrad.nn.layers.Sequential;
import lanegrad.random.Rng;
import org.junit.jupiter.api.Test;

/** The example of the package page. */
class ExampleTest {

    @Test
    void ofThePackage() {
        // @start region="example"
        Rng rng = new Rng(1);
        Sequential model = new Sequential(
                new Linear(2, 8, true, rng), Activation.TANH.layer(), new Linear(8, 1, true, rng));
        Tensor x = Tensor.of(new float[] {0, 0, 0, 1, 1, 0, 1, 1}, 4, 2);
        Tensor y = Tensor.of(new float[] {0, 1, 1, 0}, 4, 1);
        try (Scope _ = Scope.open()) {
            Tensor error = model.forward(x).minus(y);
            error.times(error).mean().backward();
        }
        Parameter weight = model.parameters().get("0.weight");     // [8, 2], and its gradient
        StateDict state = model.stateDict();
        String summary = model.summary();
        // @end
        assertEquals(weight.shape(), weight.grad().shape());
        assertEquals(4, state.arrays().size());
        assertTrue(summary.contains("Linear"), summary);
    }
}

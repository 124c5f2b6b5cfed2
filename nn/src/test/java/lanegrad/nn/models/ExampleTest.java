package lanegrad.nn.models;

import static org.junit.jupiter.api.Assertions.assertEquals;

import lanegrad.autograd.Tensor;
import lanegrad.memory.Scope;
import lanegrad.nn.text.Generator;
import lanegrad.nn.text.Sampler;
import lanegrad.random.Rng;
import org.junit.jupiter.api.Test;

/** The example of the package page. */
class ExampleTest {

    @Test
    void ofThePackage() {
        double nats;
        // @start region="example"
        // 65 tokens, a context of 64, 4 layers of 4 heads, width 128, no dropout, no biases, tied embedding
        Gpt model = new Gpt(new GptConfig(65, 64, 4, 4, 128, 0, false, true), new Rng(1));
        Tensor ids = Tensor.of(new long[] {1, 2, 3, 4, 5, 6}, 2, 3);
        Tensor targets = Tensor.of(new long[] {2, 3, 4, 5, 6, 7}, 2, 3);
        try (Scope _ = Scope.open()) {
            Tensor loss = model.loss(ids, targets);
            loss.backward();
            nats = loss.item();                                  // about log(65) before it has learned
        }
        int[] tokens = new Generator(model, Sampler.GREEDY, new Rng(2)).generate(new int[] {1}, 20);
        // @end
        assertEquals(Math.log(65), nats, 0.3);
        assertEquals(20, tokens.length);
    }
}

package lanegrad.nn.attention;

import static org.junit.jupiter.api.Assertions.assertEquals;

import lanegrad.array.DType;
import lanegrad.array.Shape;
import lanegrad.autograd.Autograd;
import lanegrad.autograd.Mode;
import lanegrad.autograd.Tensor;
import lanegrad.autograd.ops.Random;
import lanegrad.random.Rng;
import org.junit.jupiter.api.Test;

/** The example of the package page. */
class ExampleTest {

    @Test
    void ofThePackage() {
        // @start region="example"
        Rng rng = new Rng(1);
        MultiHeadAttention attention = new MultiHeadAttention(64, 4, rng);      // width, heads
        Tensor x = Random.normal(rng, DType.F32, 0, 1, 2, 10, 64);              // [batch, length, width]
        Tensor y = attention.forward(x, AttentionMask.CAUSAL);
        Tensor maps = attention.weights(x, x, AttentionMask.CAUSAL);            // [batch, heads, length, length]
        Tensor next;
        try (Mode _ = Autograd.noGrad(); KvCache cache = new KvCache(1024)) {   // decoding, one token at a time
            attention.forward(x, cache);
            next = attention.forward(Random.normal(rng, DType.F32, 0, 1, 2, 1, 64), cache);
        }
        // @end
        assertEquals(Shape.of(2, 10, 64), y.shape());
        assertEquals(Shape.of(2, 4, 10, 10), maps.shape());
        assertEquals(Shape.of(2, 1, 64), next.shape());
    }
}

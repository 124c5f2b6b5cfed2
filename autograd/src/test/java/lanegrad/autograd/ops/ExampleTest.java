package lanegrad.autograd.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import lanegrad.array.DType;
import lanegrad.array.Shape;
import lanegrad.autograd.Tensor;
import lanegrad.memory.Scope;
import lanegrad.random.Rng;
import org.junit.jupiter.api.Test;

/** The example of the package page. */
class ExampleTest {

    @Test
    void ofThePackage() {
        try (Scope _ = Scope.open()) {
            // @start region="example"
            Rng rng = new Rng(1);
            Tensor x = Random.normal(rng, DType.F32, 0, 1, 8, 16);
            Tensor w = Random.normal(rng, DType.F32, 0, 0.1, 10, 16).requiresGrad();    // [out, in]
            Tensor targets = Tensor.of(new long[] {0, 1, 2, 3, 4, 5, 6, 7});
            Tensor hidden = Fused.gelu(Normalizations.layerNorm(x, null, null, 1e-5));
            Tensor logits = LinearAlgebra.linear(hidden, w, null);                      // [8, 10]
            Tensor loss = Fused.crossEntropy(logits, targets);                          // a mean over the rows
            loss.backward();
            Tensor best = Reductions.argMax(logits, -1, false);                         // [8], I64
            Tensor hits = Reductions.mean(Shapes.cast(Comparisons.eq(best, targets), DType.F32));
            // @end
            assertEquals(Shape.of(10, 16), w.grad().shape());
            assertEquals(DType.I64, best.dtype());
            assertTrue(hits.item() >= 0 && loss.item() > 0);
        }
    }
}

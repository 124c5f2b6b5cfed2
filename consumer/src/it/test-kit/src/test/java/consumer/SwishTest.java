package consumer;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import lanegrad.array.DType;
import lanegrad.autograd.Tensor;
import lanegrad.nn.layers.Linear;
import lanegrad.random.Rng;
import lanegrad.testkit.Drawn;
import lanegrad.testkit.GradientAssertions;
import lanegrad.testkit.arbitraries.Draw;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class SwishTest {

    private static Tensor swish(Tensor x, Tensor beta) {
        return x.times(x.times(beta).sigmoid());
    }

    @Property(tries = 50)
    void swishHasTheRightGradients(@ForAll @Draw(maxRank = 3, most = 100) List<Drawn> in) {
        GradientAssertions.assertSecondOrder(x -> swish(x[0], x[1]), in.toArray(Drawn[]::new));
    }

    @Test
    void aLayerHasTheRightGradients() {
        Linear layer = new Linear(2, 3, true, DType.F64, new Rng(1));
        Tensor x = Tensor.of(new double[] { 1, 2, 3, 4 }, 2, 2);
        GradientAssertions.assertModule(layer, layer::forward, x);
        AssertionError e = assertThrows(AssertionError.class, () -> GradientAssertions.assertModule(layer,
                in -> in.matmul(layer.parameters().get("weight").transpose(0, 1)), x));
        assertTrue(e.getMessage().startsWith("no gradient flows to bias"), e.getMessage());
    }
}

package lanegrad.nn.init;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.autograd.Parameter;
import lanegrad.random.Rng;
import org.junit.jupiter.api.Test;

/** The example of the package page. */
class ExampleTest {

    @Test
    void ofThePackage() {
        // @start region="example"
        Rng rng = new Rng(1);
        Parameter weight = Parameter.empty(DType.F32, Shape.of(128, 64));       // [out, in]
        Initializers.heNormal(0).fill(weight, rng);                             // for what a ReLU follows
        Parameter table = Parameter.empty(DType.F32, Shape.of(1000, 64));
        Initializers.truncatedNormal(0, 0.02).fill(table, rng);
        Parameter gate = Parameter.empty(DType.F32, Shape.of(64));
        Initializers.constant(-1).fill(gate, rng);
        Initializer identity = (target, _) -> target.set(1, 0, 0);              // a rule of one's own
        NdArray matrix = NdArray.zeros(DType.F32, Shape.of(1, 1));
        identity.fill(matrix, rng);
        // @end
        double square = 0;
        for (double w : weight.toDoubleArray()) {
            square += w * w;
        }
        assertEquals(2.0 / 64, square / weight.size(), 0.003);
        for (float t : table.toFloatArray()) {
            assertTrue(Math.abs(t) <= 2, () -> "weight " + t);
        }
        assertArrayEquals(new float[] {-1, -1}, gate.slice(0, 0, 2).toFloatArray());
        assertEquals(1, matrix.item());
    }
}

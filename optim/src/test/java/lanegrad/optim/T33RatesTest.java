package lanegrad.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.Map;
import lanegrad.array.DType;
import lanegrad.autograd.Parameter;
import lanegrad.optim.transforms.Transforms;
import org.junit.jupiter.api.Test;

/** T33: rates by layer, the multiplier form. */
class T33RatesTest {

    private static final double[] CURVATURE = {0.5, 1, 2, 4};

    /** Steps on a quadratic in {@code scale * phi}, from a given phi. */
    private static double[] descend(Optimizer optimizer, Parameter phi, double scale, int steps) {
        for (int i = 0; i < steps; i++) {
            double[] g = phi.toDoubleArray();
            for (int j = 0; j < g.length; j++) {
                g[j] = scale * CURVATURE[j] * (scale * g[j] - 1);
            }
            Trees.gradient(phi, g);
            optimizer.step();
        }
        double[] theta = phi.toDoubleArray();
        for (int j = 0; j < theta.length; j++) {
            theta[j] *= scale;
        }
        return theta;
    }

    private static Parameter start(double scale) {
        return Trees.vector(3 / scale, -2 / scale, 1.5 / scale, 0.25 / scale);
    }

    @Test
    void T33_P1_halfTheScaleIsAQuarterOfTheRateForMomentum() {
        Parameter phi = start(0.5);
        Parameter theta = start(1);
        Optimizer scaled = Sgd.over(Trees.of("phi", phi)).rate(0.1).momentum(0.9).build();
        Optimizer grouped = Sgd.over(Trees.of("theta", theta)).rate(0.1).momentum(0.9)
                .groups(Group.named("theta").rateFactor(0.25)).build();
        assertArrayEquals(descend(scaled, phi, 0.5, 10), descend(grouped, theta, 1, 10), 1e-14);
    }

    @Test
    void T33_P1_halfTheScaleIsHalfTheRateForAdam() {
        Parameter phi = start(0.5);
        Parameter theta = start(1);
        Optimizer scaled = AdamW.over(Trees.of("phi", phi)).rate(0.1).eps(0).decay(0).build();
        Optimizer grouped = AdamW.over(Trees.of("theta", theta)).rate(0.1).eps(0).decay(0)
                .groups(Group.named("theta").rateFactor(0.5)).build();
        assertArrayEquals(descend(scaled, phi, 0.5, 10), descend(grouped, theta, 1, 10), 1e-14);
    }

    @Test
    void T33_P3_factorOneIsTheIdentityAndFactorZeroLeavesTheBits() {
        Map<String, Parameter> plain = Trees.awkward(DType.F32, 3);
        Map<String, Parameter> grouped = Trees.copy(plain);
        Map<String, Parameter> before = Trees.copy(plain);
        Optimizer a = AdamW.over(Trees.of(plain)).build();
        Optimizer b = AdamW.over(Trees.of(grouped))
                .groups(Group.named("linear.*").rateFactor(0), Group.rest().rateFactor(1)).build();
        for (int i = 0; i < 5; i++) {
            Trees.gradients(plain, i, 1);
            Trees.gradients(grouped, i, 1);
            a.step();
            b.step();
        }
        grouped.forEach((name, parameter) -> assertArrayEquals(
                (name.startsWith("linear.") ? before : plain).get(name).toFloatArray(), parameter.toFloatArray(),
                name));
        assertTrue(b.state().arrays().keySet().stream().noneMatch(name -> name.contains("linear.")));
        assertNotNull(b.state().arrays().get("exp_avg.norm.weight"));
    }

    @Test
    void decoupledDecayFollowsTheRateOfTheGroup() {
        Map<String, Parameter> parameters = new LinkedHashMap<>();
        parameters.put("slow", Trees.vector(2));
        parameters.put("fast", Trees.vector(2));
        Optimizer optimizer = AdamW.over(Trees.of(parameters)).rate(0.1).decay(0.5)
                .groups(Group.named("slow").rateFactor(0.2), Group.rest()).build();
        parameters.values().forEach(parameter -> Trees.gradient(parameter, 0));
        optimizer.step();
        assertEquals(2 * (1 - 0.1 * 0.5), parameters.get("fast").item(), 1e-15);
        assertEquals(2 * (1 - 0.02 * 0.5), parameters.get("slow").item(), 1e-15);
    }

    @Test
    void theChainSeesTheFactorsToo() {
        Parameter fused = start(1);
        Parameter chained = start(1);
        Group group = Group.rest().rateFactor(0.3).decayFactor(2);
        Optimizer a = Sgd.over(Trees.of("p", fused)).rate(0.1).decay(0.1).groups(group).build();
        Optimizer b = Optimizer.over(Trees.of("p", chained), Transforms.addDecayedWeights(0.1)).rate(0.1)
                .groups(group).unfused().build();
        assertArrayEquals(descend(a, fused, 1, 10), descend(b, chained, 1, 10), 1e-14);
    }
}

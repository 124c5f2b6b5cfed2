package lanegrad.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.Map;
import lanegrad.array.DType;
import lanegrad.autograd.Parameter;
import lanegrad.memory.Scope;
import lanegrad.optim.transforms.NonFinite;
import org.junit.jupiter.api.Test;

/** Steps that leave some or all parameters as they are. */
class SkippedStepTest {

    private final Map<String, Parameter> parameters = Trees.awkward(DType.F32, 9);

    private static Map<String, double[]> snapshot(Map<String, Parameter> parameters, Optimizer optimizer) {
        Map<String, double[]> all = new LinkedHashMap<>();
        parameters.forEach((name, parameter) -> all.put(name, parameter.toDoubleArray()));
        optimizer.state().arrays().forEach((name, array) -> {
            if (!name.equals("skipped")) {
                all.put("state " + name, array.toDoubleArray());
            }
        });
        return all;
    }

    private static void same(Map<String, double[]> expected, Map<String, double[]> found) {
        assertEquals(expected.keySet(), found.keySet());
        expected.forEach((name, values) -> assertArrayEquals(values, found.get(name), name));
    }

    @Test
    void aNormThatIsNotFiniteSkipsTheStep() {
        for (boolean fused : new boolean[] {true, false}) {
            AdamW settings = AdamW.over(Trees.of(parameters)).clipGradNorm(1);
            Optimizer optimizer = fused ? settings.build() : settings.unfused().build();
            Trees.gradients(parameters, 0, 1);
            optimizer.step();
            Map<String, double[]> before = snapshot(parameters, optimizer);
            for (double poison : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
                Trees.gradient(parameters.get("linear.bias"), 0, 1, poison, 2, 3);
                optimizer.step();
                same(before, snapshot(parameters, optimizer));
                assertTrue(optimizer.last().skipped());
                assertFalse(Double.isFinite(optimizer.last().gradientNorm()));
            }
            assertEquals(3, optimizer.last().skippedSteps());
            assertEquals(1, optimizer.last().step());
            Trees.gradients(parameters, 1, 1);
            optimizer.step();
            assertFalse(optimizer.last().skipped());
            assertEquals(2, optimizer.last().step());
        }
    }

    @Test
    void orIsAnErrorThatNamesTheParameters() {
        Optimizer optimizer = AdamW.over(Trees.of(parameters)).clipGradNorm(1, NonFinite.ERROR).build();
        Trees.gradients(parameters, 0, 1);
        Trees.gradient(parameters.get("temperature"), Double.NaN);
        Trees.gradient(parameters.get("linear.bias"), 0, 1, Double.NEGATIVE_INFINITY, 2, 3);
        Map<String, double[]> before = snapshot(parameters, optimizer);
        ArithmeticException error = assertThrows(ArithmeticException.class, optimizer::step);
        assertEquals("clipByGlobalNorm: the norm of the gradients is NaN, because of [linear.bias, temperature]",
                error.getMessage());
        same(before, snapshot(parameters, optimizer));
    }

    @Test
    void orTakesZeros() {
        Map<String, Parameter> other = Trees.copy(parameters);
        Optimizer a = AdamW.over(Trees.of(parameters)).clipGradNorm(1, NonFinite.ZERO).build();
        Optimizer b = AdamW.over(Trees.of(other)).build();
        Trees.gradients(parameters, 0, 1e-3);
        Trees.gradients(other, 0, 1e-3);
        a.step();
        b.step();
        Trees.gradients(parameters, 1, 1);
        Trees.gradient(parameters.get("temperature"), Double.NaN);
        Trees.gradients(other, 1, 0);
        a.step();
        b.step();
        same(snapshot(other, b), snapshot(parameters, a));
        assertEquals(2, a.last().step());
        assertEquals(0, a.last().skippedSteps());
        assertTrue(Double.isNaN(a.last().gradientNorm()));
    }

    @Test
    void aParameterWithoutGradientIsLeftOut() {
        Map<String, Parameter> one = new LinkedHashMap<>(Map.of("norm.weight", parameters.get("norm.weight")));
        Map<String, Parameter> alone = Trees.copy(one);
        Optimizer optimizer = AdamW.over(Trees.of(parameters)).build();
        Optimizer reference = AdamW.over(Trees.of(alone)).build();
        Map<String, double[]> before = snapshot(parameters, optimizer);
        for (int step = 0; step < 3; step++) {
            optimizer.zeroGrad();
            if (step == 1) {
                // Others move; the counter of this one must not.
                Trees.gradient(parameters.get("temperature"), 1);
            } else {
                Trees.gradients(one, step, 1);
                Trees.gradients(alone, step, 1);
                reference.step();
            }
            optimizer.step();
        }
        assertEquals(3, optimizer.last().step());
        assertArrayEquals(alone.get("norm.weight").toFloatArray(), one.get("norm.weight").toFloatArray());
        assertArrayEquals(new double[] {2}, snapshot(parameters, optimizer).get("state step.norm.weight"));
        assertArrayEquals(before.get("embedding.weight"), parameters.get("embedding.weight").toDoubleArray());
        assertArrayEquals(new double[] {0}, snapshot(parameters, optimizer).get("state step.embedding.weight"));
    }

    @Test
    void aFrozenParameterIsLeftOutThoughItHasAGradient() {
        Optimizer optimizer = AdamW.over(Trees.of(parameters)).build();
        Trees.gradients(parameters, 0, 1);
        Map<String, double[]> before = snapshot(parameters, optimizer);
        parameters.get("linear.weight").freeze(true);
        optimizer.step();
        assertArrayEquals(before.get("linear.weight"), parameters.get("linear.weight").toDoubleArray());
        assertArrayEquals(new double[35], snapshot(parameters, optimizer).get("state exp_avg.linear.weight"));
        parameters.get("linear.weight").freeze(false);
        optimizer.step();
        assertArrayEquals(new double[] {1}, snapshot(parameters, optimizer).get("state step.linear.weight"));
    }

    @Test
    void aStepWithoutAnyGradientIsNone() {
        Optimizer optimizer = AdamW.over(Trees.of(parameters)).clipGradNorm(1).build();
        Map<String, double[]> before = snapshot(parameters, optimizer);
        optimizer.step();
        same(before, snapshot(parameters, optimizer));
        assertEquals(0, optimizer.last().step());
        assertTrue(Double.isNaN(optimizer.last().rate()));
    }

    @Test
    void aParameterThatTheTapeHoldsStopsTheStepBeforeAnythingChanges() {
        Optimizer optimizer = AdamW.over(Trees.of(parameters)).build();
        Trees.gradients(parameters, 0, 1);
        Map<String, double[]> before = snapshot(parameters, optimizer);
        Parameter last = parameters.get("temperature");
        try (Scope _ = Scope.open()) {
            last.times(last); // saved for a backward pass that has not run
            assertThrows(IllegalStateException.class, optimizer::step);
        }
        same(before, snapshot(parameters, optimizer));
        optimizer.step();
        assertEquals(1, optimizer.last().step());
    }

    @Test
    void gradientsStayAsTheyAre() {
        for (boolean fused : new boolean[] {true, false}) {
            AdamW settings = AdamW.over(Trees.of(parameters)).clipGradNorm(0.1);
            Optimizer optimizer = fused ? settings.build() : settings.unfused().build();
            Trees.gradients(parameters, 0, 1);
            Map<String, double[]> before = new LinkedHashMap<>();
            parameters.forEach((name, parameter) -> before.put(name, parameter.grad().toDoubleArray()));
            optimizer.step();
            before.forEach((name, g) -> assertArrayEquals(g, parameters.get(name).grad().toDoubleArray(), name));
            optimizer.zeroGrad();
            parameters.forEach((name, parameter) -> assertEquals(null, parameter.grad(), name));
        }
    }
}

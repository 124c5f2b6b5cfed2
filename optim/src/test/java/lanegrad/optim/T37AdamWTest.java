package lanegrad.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Random;
import lanegrad.array.DType;
import lanegrad.autograd.Parameter;
import lanegrad.optim.transforms.Transforms;
import org.junit.jupiter.api.Test;

/** T37: AdamW. */
class T37AdamWTest {

    private static final double[] START = {1.5, -0.25, 3, -40, 1e-3};

    /** The optimizer in its fused form and as a chain. */
    private static Optimizer[] both(OptimizerBuilder<?> a, OptimizerBuilder<?> b) {
        return new Optimizer[] {a.build(), b.unfused().build()};
    }

    @Test
    void T37_P1_withoutGradientWeightsDecayGeometrically() {
        Parameter[] p = {Trees.vector(START), Trees.vector(START)};
        Optimizer[] optimizers = both(AdamW.over(Trees.of("p", p[0])).rate(0.1).decay(0.2),
                AdamW.over(Trees.of("p", p[1])).rate(0.1).decay(0.2));
        for (int form = 0; form < 2; form++) {
            for (int step = 1; step <= 50; step++) {
                Trees.gradient(p[form], new double[START.length]);
                optimizers[form].step();
                double[] expected = START.clone();
                for (int i = 0; i < expected.length; i++) {
                    expected[i] *= Math.pow(1 - 0.1 * 0.2, step);
                }
                double[] found = p[form].toDoubleArray();
                for (int i = 0; i < expected.length; i++) {
                    assertEquals(expected[i], found[i], 1e-14 * Math.abs(expected[i]));
                }
            }
        }
    }

    @Test
    void T37_P2_forPlainDescentL2IsDecoupledDecay() {
        Parameter coupled = Trees.vector(START);
        Parameter decoupled = Trees.vector(START);
        Optimizer l2 = Sgd.over(Trees.of("p", coupled)).rate(0.1).decay(0.05).build();
        Optimizer decay = Optimizer.over(Trees.of("p", decoupled), Transforms.addDecayedWeights(0.05)).rate(0.1)
                .unfused().build();
        double[] expected = START.clone();
        Random random = new Random(2);
        for (int step = 0; step < 100; step++) {
            double[] g = random.doubles(START.length, -1, 1).toArray();
            Trees.gradient(coupled, g);
            Trees.gradient(decoupled, g);
            l2.step();
            decay.step();
            for (int i = 0; i < expected.length; i++) {
                expected[i] = (1 - 0.1 * 0.05) * expected[i] - 0.1 * g[i];
            }
        }
        assertArrayEquals(expected, coupled.toDoubleArray(), 1e-12);
        assertArrayEquals(expected, decoupled.toDoubleArray(), 1e-12);
    }

    @Test
    void T37_P3_adamWithL2TakesTheSameFirstStepForAnyDecay() {
        for (double decay : new double[] {1e-3, 0.1, 10}) {
            Parameter p = Trees.vector(START);
            Optimizer optimizer = Optimizer.over(Trees.of("p", p), Transforms.addDecayedWeights(decay),
                    Transforms.scaleByAdam(0.9, 0.999, 1e-30)).rate(0.01).build();
            Trees.gradient(p, new double[START.length]);
            optimizer.step();
            double[] found = p.toDoubleArray();
            for (int i = 0; i < found.length; i++) {
                assertEquals(-0.01 * Math.signum(START[i]), found[i] - START[i], 1e-13, "decay " + decay);
            }
        }
    }

    @Test
    void T37_P4_withoutDecayItIsAdam() {
        Map<String, Parameter> a = Trees.awkward(DType.F32, 1);
        Map<String, Parameter> b = Trees.copy(a);
        Optimizer adamW = AdamW.over(Trees.of(a)).rate(0.01).decay(0).build();
        Optimizer adam = Optimizer.over(Trees.of(b), Transforms.scaleByAdam(0.9, 0.999, 1e-8)).rate(0.01).build();
        for (int step = 0; step < 20; step++) {
            Trees.gradients(a, step, 0.1);
            Trees.gradients(b, step, 0.1);
            adamW.step();
            adam.step();
        }
        a.forEach((name, parameter) -> assertArrayEquals(parameter.toFloatArray(), b.get(name).toFloatArray(), name));
    }

    @Test
    void decayReachesMatricesAloneWhenGroupsSaySo() {
        Map<String, Parameter> parameters = Trees.awkward(DType.F32, 5);
        Map<String, Parameter> before = Trees.copy(parameters);
        Optimizer optimizer = AdamW.over(Trees.of(parameters)).rate(0.1).decay(0.5)
                .groups(Group.matrices(), Group.rest().noDecay()).build();
        Trees.gradients(parameters, 0, 0);
        optimizer.step();
        parameters.forEach((name, parameter) -> {
            float[] expected = before.get(name).toFloatArray();
            for (int i = 0; i < expected.length; i++) {
                expected[i] *= parameter.rank() >= 2 ? 0.95f : 1;
            }
            assertArrayEquals(expected, parameter.toFloatArray(), 1e-6f, name);
        });
    }

    @Test
    void aMaskDoesTheSameAsGroups() {
        Map<String, Parameter> grouped = Trees.awkward(DType.F32, 5);
        Map<String, Parameter> masked = Trees.copy(grouped);
        Optimizer a = AdamW.over(Trees.of(grouped)).rate(0.1).decay(0.5)
                .groups(Group.matrices(), Group.rest().noDecay()).build();
        Optimizer b = Optimizer.over(Trees.of(masked), Transforms.scaleByAdam(0.9, 0.999, 1e-8),
                Transforms.addDecayedWeights(0.5, (_, parameter) -> parameter.rank() >= 2)).rate(0.1).build();
        for (int step = 0; step < 5; step++) {
            Trees.gradients(grouped, step, 1);
            Trees.gradients(masked, step, 1);
            a.step();
            b.step();
        }
        grouped.forEach((name, parameter) -> assertArrayEquals(parameter.toFloatArray(),
                masked.get(name).toFloatArray(), name));
    }
}

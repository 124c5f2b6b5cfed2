package lanegrad.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import lanegrad.array.DType;
import lanegrad.autograd.Parameter;
import lanegrad.autograd.ParameterTree;
import lanegrad.optim.transforms.Transforms;
import org.junit.jupiter.api.Test;

/** The fused kernels against the chains of transforms that they stand for. */
class FusedTest {

    /**
     * An optimizer with its settings.
     *
     * @param reach the length of a long step. Where a step carries a parameter through zero, what is left of it says
     * nothing about rounding: there the step does.
     */
    private record Kind(double reach, Function<ParameterTree, OptimizerBuilder<?>> over) {
    }

    private static final List<Kind> KINDS = List.of(
            new Kind(0.04, tree -> AdamW.over(tree).rate(0.01).decay(0.1).clipGradNorm(1)),
            new Kind(0.004, tree -> AdamW.over(tree).rate(1e-3).betas(0.9, 0.99)
                    .groups(Group.matrices(), Group.rest().noDecay())),
            new Kind(0.1, tree -> Sgd.over(tree).rate(0.1).decay(0.01).clipGradNorm(5)),
            new Kind(0.1, tree -> Sgd.over(tree).rate(0.1).momentum(0.9).dampening(0.2)),
            new Kind(0.01, tree -> Sgd.over(tree).rate(0.01).momentum(0.9).nesterov().decay(0.001).clipGradNorm(1)));

    private static double ulp(DType dtype, double value) {
        return dtype == DType.F32 ? Math.ulp((float) value) : Math.ulp(value);
    }

    /** Both forms step from the same parameters and the same state; then the chain's are brought in line again. */
    private static void compare(DType dtype, Kind kind) {
        Map<String, Parameter> a = Trees.awkward(dtype, 7);
        Map<String, Parameter> b = Trees.copy(a);
        Optimizer fused = kind.over.apply(Trees.of(a)).build();
        Optimizer chain = kind.over.apply(Trees.of(b)).unfused().build();
        for (int step = 0; step < 30; step++) {
            Map<String, Parameter> before = Trees.copy(a);
            Trees.gradients(a, step, 0.3);
            Trees.gradients(b, step, 0.3);
            fused.step();
            chain.step();
            for (String name : a.keySet()) {
                double[] start = before.get(name).toDoubleArray();
                double[] x = a.get(name).toDoubleArray();
                double[] y = b.get(name).toDoubleArray();
                for (int i = 0; i < x.length; i++) {
                    double size = Math.max(Math.max(Math.abs(start[i]), Math.abs(x[i])), kind.reach);
                    double apart = Math.abs(x[i] - y[i]) / ulp(dtype, size);
                    assertTrue(apart <= 2, name + " " + i + " at step " + step + ": " + apart + " ULPs, " + start[i]
                            + " to " + x[i] + " and " + y[i]);
                }
                b.get(name).assign(a.get(name).array());
            }
            chain.restore(fused.state());
        }
        assertEquals(fused.last().step(), chain.last().step());
    }

    @Test
    void singlePrecisionAgreesToTwoUlpsAStep() {
        for (Kind kind : KINDS) {
            compare(DType.F32, kind);
        }
    }

    @Test
    void doublePrecisionAgreesToTwoUlpsAStep() {
        for (Kind kind : KINDS) {
            compare(DType.F64, kind);
        }
    }

    @Test
    void tailsOfChainsAreFused() {
        GradientTransform clip = Transforms.clipByGlobalNorm(1);
        GradientTransform decay = Transforms.addDecayedWeights(0.1);
        GradientTransform adam = Transforms.scaleByAdam(0.9, 0.999, 1e-8);
        GradientTransform trace = Transforms.trace(0.9, 0, false);
        assertEquals(2, fused(clip, adam, decay).size());
        assertEquals(2, fused(clip, GradientTransform.chain(adam, decay)).size());
        assertEquals(1, fused(adam).size());
        assertEquals(2, fused(decay, adam).size());
        assertEquals(1, fused(decay, trace).size());
        assertEquals(1, fused(trace).size());
        assertEquals(2, fused(trace, decay).size());
        assertEquals(3, fused(decay, adam, clip).size());
        assertEquals(1, fused(clip).size());
    }

    private static List<GradientTransform> fused(GradientTransform... chain) {
        return Chain.fuseTail(Chain.flatten(List.of(chain)));
    }

    @Test
    void aTransformOfOnesOwnRunsInFrontOfAFusedTail() {
        Map<String, Parameter> a = Trees.awkward(DType.F32, 8);
        Map<String, Parameter> b = Trees.copy(a);
        GradientTransform drops = _ -> updates -> {
            for (int i = 0; i < updates.size(); i++) {
                if (updates.get(i).name().startsWith("linear")) {
                    updates.get(i).drop();
                }
            }
        };
        Optimizer dropping = AdamW.over(Trees.of(a)).before(drops).build();
        Optimizer plain = AdamW.over(Trees.of(b)).build();
        for (int step = 0; step < 3; step++) {
            Trees.gradients(a, step, 1);
            Trees.gradients(b, step, 1);
            b.get("linear.weight").zeroGrad();
            b.get("linear.bias").zeroGrad();
            dropping.step();
            plain.step();
        }
        a.forEach((name, parameter) -> assertArrayEquals(b.get(name).toFloatArray(), parameter.toFloatArray(), name));
        dropping.state().arrays().forEach((name, array) -> assertArrayEquals(
                plain.state().arrays().get(name).toDoubleArray(), array.toDoubleArray(), name));
    }
}

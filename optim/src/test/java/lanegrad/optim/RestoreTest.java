package lanegrad.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.autograd.Autograd;
import lanegrad.autograd.Parameter;
import lanegrad.autograd.ParameterTree;
import lanegrad.autograd.StateDict;
import lanegrad.optim.transforms.Transforms;
import org.junit.jupiter.api.Test;

/** State that is saved and brought back. */
class RestoreTest {

    private interface Kind {
        OptimizerBuilder<?> over(ParameterTree tree);
    }

    private static final List<Kind> KINDS = List.of(
            tree -> AdamW.over(tree).rate(Schedule.warmupCosine(0.1, 0.01, 5, 30)).clipGradNorm(1),
            tree -> Sgd.over(tree).rate(0.1).momentum(0.9).dampening(0.5).decay(0.01),
            tree -> Sgd.over(tree).rate(Schedule.linear(0.1, 0, 25)).momentum(0.9).nesterov(),
            Sgd::over);

    private static StateDict copy(StateDict state) {
        Map<String, NdArray> copies = new LinkedHashMap<>();
        state.arrays().forEach((name, array) -> {
            NdArray copy = NdArray.empty(array.dtype(), array.shape());
            Autograd.kernels().copy().copy(array, copy);
            copies.put(name, copy);
        });
        return new StateDict(copies);
    }

    private static void train(Map<String, Parameter> parameters, Optimizer optimizer, int from, int to) {
        for (int step = from; step < to; step++) {
            Trees.gradients(parameters, step, 1);
            if (step % 3 == 0) {
                parameters.get("linear.bias").zeroGrad();
            }
            if (step == 7) {
                Trees.gradient(parameters.get("temperature"), 1e30);
            }
            optimizer.step();
        }
    }

    @Test
    void aResumedRunGoesOnBitForBit() {
        for (DType dtype : new DType[] {DType.F32, DType.F64}) {
            for (Kind kind : KINDS) {
                for (boolean fused : new boolean[] {true, false}) {
                    resume(dtype, kind, fused);
                }
            }
        }
    }

    private static Optimizer build(Kind kind, Map<String, Parameter> parameters, boolean fused) {
        OptimizerBuilder<?> settings = kind.over(Trees.of(parameters));
        return fused ? settings.build() : settings.unfused().build();
    }

    private static void resume(DType dtype, Kind kind, boolean fused) {
        Map<String, Parameter> whole = Trees.awkward(dtype, 6);
        Map<String, Parameter> first = Trees.copy(whole);
        Optimizer unbroken = build(kind, whole, fused);
        train(whole, unbroken, 0, 20);
        Optimizer begun = build(kind, first, fused);
        train(first, begun, 0, 11);
        Map<String, Parameter> second = Trees.copy(first);
        StateDict saved = copy(begun.state());
        train(first, begun, 11, 13); // what was saved is a copy: this must not show
        Optimizer resumed = build(kind, second, fused);
        resumed.restore(saved);
        train(second, resumed, 11, 20);
        whole.forEach((name, parameter) -> assertArrayEquals(parameter.toDoubleArray(),
                second.get(name).toDoubleArray(), name));
        unbroken.state().arrays().forEach((name, array) -> assertArrayEquals(array.toDoubleArray(),
                resumed.state().arrays().get(name).toDoubleArray(), name));
        assertEquals(unbroken.last(), resumed.last());
    }

    @Test
    void namesAreThoseOfTheParameters() {
        Map<String, Parameter> parameters = new LinkedHashMap<>();
        parameters.put("a.weight", Parameter.full(DType.F32, 0, 2, 3));
        parameters.put("a.bias", Parameter.full(DType.F64, 0, 2));
        StateDict state = AdamW.over(Trees.of(parameters)).clipGradNorm(1).build().state();
        assertEquals(List.of("step", "skipped", "step.a.weight", "step.a.bias", "exp_avg.a.weight", "exp_avg.a.bias",
                "exp_avg_sq.a.weight", "exp_avg_sq.a.bias"), List.copyOf(state.arrays().keySet()));
        assertEquals(DType.F64, state.arrays().get("exp_avg.a.bias").dtype());
        assertEquals(Shape.of(2, 3), state.arrays().get("exp_avg_sq.a.weight").shape());
        assertEquals(DType.I64, state.arrays().get("step.a.bias").dtype());
        assertEquals(List.copyOf(state.arrays().keySet()), List.copyOf(
                AdamW.over(Trees.of(parameters)).unfused().build().state().arrays().keySet()));
    }

    @Test
    void twoTransformsOfAKindKeepTheirStateApart() {
        Parameter p = Trees.vector(1);
        Optimizer optimizer = Optimizer.over(Trees.of("p", p),
                GradientTransform.chain(Transforms.trace(0.9, 0, false),
                        Transforms.trace(0.5, 0, false)))
                .build();
        assertEquals(List.of("step", "skipped", "momentum_buffer.p", "momentum_buffer_2.p"),
                List.copyOf(optimizer.state().arrays().keySet()));
    }

    @Test
    void aMismatchIsOneMessageAndChangesNothing() {
        Map<String, Parameter> parameters = Trees.awkward(DType.F32, 6);
        Optimizer optimizer = AdamW.over(Trees.of(parameters)).build();
        train(parameters, optimizer, 0, 2);
        StateDict before = copy(optimizer.state());
        Map<String, NdArray> wrong = new LinkedHashMap<>(copy(optimizer.state()).arrays());
        wrong.values().forEach(array -> Autograd.kernels().map().fill(array, 5));
        wrong.remove("exp_avg.norm.weight");
        wrong.put("exp_avg.linear.bias", NdArray.zeros(DType.F32, Shape.of(4)));
        wrong.put("momentum_buffer.linear.bias", NdArray.zeros(DType.F32, Shape.of(5)));
        assertEquals("state does not fit: missing [exp_avg.norm.weight [33]], "
                + "misshapen [exp_avg.linear.bias is [4], [5] expected], "
                + "unexpected [momentum_buffer.linear.bias [5]]",
                assertThrows(IllegalArgumentException.class, () -> optimizer.restore(new StateDict(wrong)))
                        .getMessage());
        before.arrays().forEach((name, array) -> assertArrayEquals(array.toDoubleArray(),
                optimizer.state().arrays().get(name).toDoubleArray(), name));
    }

    @Test
    void aNegativeCountIsRefused() {
        Map<String, Parameter> parameters = Trees.awkward(DType.F32, 6);
        Optimizer optimizer = AdamW.over(Trees.of(parameters)).build();
        StateDict wrong = copy(optimizer.state());
        wrong.arrays().get("step.linear.bias").set(-3);
        assertEquals("state does not fit: numbers of steps that are negative [step.linear.bias is -3]",
                assertThrows(IllegalArgumentException.class, () -> optimizer.restore(wrong)).getMessage());
    }
}

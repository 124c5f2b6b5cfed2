package lanegrad.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.autograd.Parameter;
import lanegrad.autograd.ParameterTree;
import lanegrad.autograd.StateDict;
import lanegrad.autograd.Tensor;
import lanegrad.memory.Scope;
import lanegrad.nn.layers.Embedding;
import lanegrad.nn.layers.Linear;
import lanegrad.random.Rng;
import org.junit.jupiter.api.Test;

/** Trees of modules: names, modes, freezing, and loading all or nothing. */
class ModuleTest {

    /** Two layers, a shared parameter and a buffer. */
    private static final class Tied extends Module {

        private final Embedding table = register("table", new Embedding(3, 2, new Rng(1)));
        private final Linear middle = register("middle", new Linear(2, 2, true, new Rng(2)));
        private final Linear head = register("head", Linear.of(table.weight(), null));
        private final NdArray count = registerBuffer("count", DType.I64, Shape.of(1));

        private Tensor forward(Tensor ids) {
            return call(() -> head.forward(middle.forward(table.forward(ids))));
        }
    }

    /** Fails inside of its body. */
    private static final class Failing extends Layer {

        @Override
        protected Tensor compute(Tensor x) {
            throw new ArithmeticException("no");
        }
    }

    private static NdArray zeros(long... dims) {
        return NdArray.zeros(DType.F32, Shape.of(dims));
    }

    @Test
    void namesArePaths() {
        Tied tied = new Tied();
        assertEquals(List.of("table.weight", "middle.weight", "middle.bias"), List.copyOf(tied.parameters().keySet()));
        assertEquals(List.of("count", "table.weight", "middle.weight", "middle.bias"),
                List.copyOf(tied.stateDict().arrays().keySet()));
        List<String> visited = new ArrayList<>();
        tied.visit(new ParameterTree.Visitor() {
            @Override
            public void parameter(String name, Parameter parameter) {
                visited.add(name);
            }

            @Override
            public void buffer(String name, NdArray buffer) {
                visited.add(name);
            }
        });
        assertEquals(List.of("count", "table.weight", "middle.weight", "middle.bias", "head.weight"), visited);
        assertEquals(6 + 4 + 2, tied.parameterCount());
    }

    @Test
    void childrenAreFoundByPath() {
        Tied tied = new Tied();
        assertSame(tied.middle, tied.child("middle"));
        assertEquals("no module 'x' on the path 'middle.x': Linear has []",
                assertThrows(IllegalArgumentException.class, () -> tied.child("middle.x")).getMessage());
        assertEquals("no module '' on the path '': Tied has [table, middle, head]",
                assertThrows(IllegalArgumentException.class, () -> tied.child("")).getMessage());
    }

    @Test
    void namesMustBeNewAndWithoutDots() {
        Tied tied = new Tied();
        assertThrows(IllegalArgumentException.class, () -> tied.register("a.b", new Failing()));
        assertThrows(IllegalArgumentException.class, () -> tied.register("", new Failing()));
        assertThrows(IllegalArgumentException.class, () -> tied.register("count", new Failing()));
        assertThrows(IllegalArgumentException.class, () -> tied.register("table", tied.table.weight()));
        assertThrows(IllegalArgumentException.class, () -> tied.register("self", tied));
    }

    @Test
    void modesReachEveryPart() {
        Tied tied = new Tied();
        assertTrue(tied.isTraining() && tied.middle.isTraining());
        tied.eval();
        assertFalse(tied.isTraining() || tied.middle.isTraining());
        tied.train();
        assertTrue(tied.isTraining() && tied.middle.isTraining());
    }

    @Test
    void frozenPartsGetNoGradient() {
        Tied tied = new Tied();
        tied.freeze("middle");
        tied.forward(Tensor.of(new long[] {0, 2})).sum().backward();
        assertNull(tied.middle.weight().grad());
        assertTrue(tied.table.weight().grad() != null);
        tied.unfreeze("middle.weight");
        tied.zeroGrad();
        tied.forward(Tensor.of(new long[] {0, 2})).sum().backward();
        assertTrue(tied.middle.weight().grad() != null);
        assertNull(tied.middle.bias().grad());
        tied.freeze();
        assertFalse(tied.forward(Tensor.of(new long[] {0, 2})).isTracked());
        tied.unfreeze();
        assertTrue(tied.forward(Tensor.of(new long[] {0, 2})).isTracked());
        assertThrows(IllegalArgumentException.class, () -> tied.freeze("mid"));
    }

    @Test
    void stateComesBack() {
        Tied from = new Tied();
        Tied to = new Tied();
        from.reset(new Rng(7));
        from.count.set(5, 0);
        to.load(from.stateDict());
        assertEquals(5, to.count.getLong(0));
        from.parameters().forEach((name, parameter) -> assertArrayEquals(parameter.toFloatArray(),
                to.parameters().get(name).toFloatArray(), name));
    }

    @Test
    void sharedParametersLoadUnderAnyName() {
        Tied tied = new Tied();
        Map<String, NdArray> state = new LinkedHashMap<>(tied.stateDict().arrays());
        NdArray weight = NdArray.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2);
        state.remove("table.weight");
        state.put("head.weight", weight);
        tied.load(new StateDict(state));
        assertArrayEquals(weight.toFloatArray(), tied.table.weight().toFloatArray());
        state.put("table.weight", NdArray.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2));
        tied.load(new StateDict(state));
        state.put("table.weight", zeros(3, 2));
        assertEquals("state does not fit: one parameter here, but different values there: "
                + "[head.weight and table.weight]",
                assertThrows(IllegalArgumentException.class, () -> tied.load(new StateDict(state))).getMessage());
    }

    @Test
    void aBadStateIsRefusedWithOneMessageAndChangesNothing() {
        Tied tied = new Tied();
        Map<String, float[]> before = new LinkedHashMap<>();
        tied.parameters().forEach((name, parameter) -> before.put(name, parameter.toFloatArray()));
        StateDict bad = new StateDict(
                Map.of("middle.weight", zeros(2, 2), "table.weight", zeros(4, 2), "other", zeros(1),
                        "count", NdArray.zeros(DType.I64, Shape.of(1))));
        String message = assertThrows(IllegalArgumentException.class, () -> tied.load(bad)).getMessage();
        assertEquals(
                "state does not fit: missing [middle.bias [2]], misshapen [table.weight is [4, 2], [3, 2] expected], "
                        + "unexpected [other [1]]",
                message);
        before.forEach((name, values) -> assertArrayEquals(values, tied.parameters().get(name).toFloatArray()));
    }

    @Test
    void buffersAndParametersOutliveTheScopeTheyAreMadeIn() {
        Tied tied;
        try (Scope _ = Scope.open()) {
            tied = new Tied();
        }
        assertEquals(0, tied.count.getLong(0));
        assertEquals(2, tied.forward(Tensor.of(new long[] {1, 1})).dim(0));
    }

    @Test
    void aFailingBodyClosesItsScope() {
        try (Scope scope = Scope.open()) {
            assertThrows(ArithmeticException.class, () -> new Failing().forward(Tensor.scalar(1)));
            assertSame(scope, Scope.current());
        }
    }

    @Test
    void theSummaryIsATable() {
        Tied tied = new Tied();
        tied.freeze("middle.bias");
        assertEquals("""
                name           module     shape       count
                count          Tied       I64 [1]         1  buffer
                table.weight   Embedding  F32 [3, 2]      6
                middle.weight  Linear     F32 [2, 2]      4
                middle.bias    Linear     F32 [2]         2  frozen
                head.weight    Linear     F32 [3, 2]      6  is table.weight
                12 parameters, 2 of them frozen; 56 bytes
                """, tied.summary());
        assertEquals("Tied[12 parameters]", tied.toString());
    }
}

package lanegrad.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import lanegrad.memory.Memory;
import lanegrad.memory.Scope;
import org.junit.jupiter.api.Test;

/** Graphs deeper than any stack: recording, walking back and letting go are loops. */
class DeepGraphTest {

    private static final int DEPTH = 100_000;

    private static Tensor deep(Tensor x) {
        Tensor y = x;
        for (int i = 0; i < DEPTH; i++) {
            y = y.plus(1);
        }
        return y;
    }

    @Test
    void aDeepGraphRunsBack() {
        long live = Memory.stats().liveBytes();
        try (Scope _ = Scope.open()) {
            Tensor x = Tensor.of(new double[] {1}).requiresGrad();
            Tensor y = deep(x);
            assertEquals(DEPTH + 1, y.item());
            y.backward();
            assertArrayEquals(new double[] {1}, x.grad().toDoubleArray());
        }
        assertTrue(Memory.stats().liveBytes() <= live, "something is left"); // less: the collector's doing
    }

    @Test
    void aDeepGraphBuildsAGraph() {
        try (Scope _ = Scope.open()) {
            Tensor x = Tensor.of(new double[] {1}).requiresGrad();
            Tensor y = deep(x.times(x));
            Tensor g = Autograd.grad(y, true, x)[0];
            assertArrayEquals(new double[] {2}, Autograd.grad(g, false, x)[0].toDoubleArray());
        }
    }

    @Test
    void aDeepGraphThatOnlyItsEndHoldsIsLetGo() {
        long live = Memory.stats().liveBytes();
        try (Scope _ = Scope.open()) {
            Tensor x = Tensor.of(new double[] {1}).requiresGrad();
            try (Scope _ = Scope.open()) {
                Tensor end;
                try (Scope inner = Scope.open()) {
                    end = inner.keep(deep(x).exp());
                }
                assertEquals(Double.POSITIVE_INFINITY, end.item());
            } // here the end goes, and with it node after node
        }
        assertTrue(Memory.stats().liveBytes() <= live, "something is left"); // less: the collector's doing
    }

    @Test
    void aDeepGraphInAnInnerScopeRunsBack() {
        try (Scope _ = Scope.open()) {
            Tensor x = Tensor.of(new double[] {1}).requiresGrad();
            Tensor end;
            try (Scope inner = Scope.open()) {
                end = inner.keep(deep(x));
            }
            end.backward();
            assertArrayEquals(new double[] {1}, x.grad().toDoubleArray());
        }
    }
}

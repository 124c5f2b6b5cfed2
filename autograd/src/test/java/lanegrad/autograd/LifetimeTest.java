package lanegrad.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.autograd.ops.Fused;
import lanegrad.memory.Memory;
import lanegrad.memory.Scope;
import org.junit.jupiter.api.Test;

/** How long graphs, and what they hold, live: in scopes, kept from them, and without any. */
class LifetimeTest {

    private static Tensor leaf(double... values) {
        return Tensor.of(values).requiresGrad();
    }

    private static long live() {
        return Memory.stats().liveBytes();
    }

    private static void awaitCollection(long expected) throws InterruptedException {
        LongSupplier now = LifetimeTest::live;
        for (int i = 0; i < 200 && now.getAsLong() > expected; i++) {
            System.gc();
            Thread.sleep(10);
        }
        assertTrue(live() <= expected, () -> live() - expected + " bytes were not collected");
    }

    @Test
    void aGraphWhoseScopeIsClosedIsNamed() {
        Tensor leaf = leaf(1, 2, 3);
        Tensor loss;
        try (Scope _ = Scope.open("step")) {
            loss = leaf.times(2).sum();
        }
        String expected = "array F64 [] cannot be used: its scope 'step' is closed";
        assertEquals(expected, assertThrows(IllegalStateException.class, loss::backward).getMessage());
        assertEquals(expected, assertThrows(IllegalStateException.class,
                () -> Autograd.grad(loss, false, leaf)).getMessage());
        assertNull(leaf.grad());
    }

    @Test
    void aGraphWithoutBackwardEndsWithItsScope() {
        Parameter w = Parameter.full(DType.F64, 2, 8);
        long before = live();
        for (int i = 0; i < 10; i++) {
            try (Scope _ = Scope.open()) {
                Fused.softmax(w.times(w).exp(), -1).sum();
            }
            assertTrue(live() <= before, "something is left"); // less: the collector's doing
        }
        w.assign(NdArray.zeros(DType.F64, Shape.of(8))); // and nothing holds its values any more
    }

    @Test
    void aStepIsFlat() {
        Parameter w = Parameter.full(DType.F64, 0.5, 8);
        long before = -1;
        for (int i = 0; i < 10; i++) {
            try (Scope _ = Scope.open()) {
                Tensor x = Tensor.ones(DType.F64, 4, 8);
                Fused.softmax(x.times(w).tanh(), -1).sum().backward();
            }
            if (i == 0) {
                before = live();
            }
            assertTrue(live() <= before, "something is left"); // less: the collector's doing
        }
    }

    @Test
    void whatOnlyTheTapeHoldsSurvivesItsScope() {
        try (Scope _ = Scope.open()) {
            Tensor x = leaf(0.5, 1);
            Tensor inside;
            Tensor y;
            try (Scope inner = Scope.open()) {
                inside = x.exp();
                y = inner.keep(inside.tanh().sum());
            }
            assertThrows(IllegalStateException.class, inside::toDoubleArray);
            Tensor again = Tensor.zeros(DType.F64, 2); // would be cut from what exp gave, had it been recycled
            y.backward();
            double[] e = {Math.exp(0.5), Math.exp(1)};
            for (int i = 0; i < 2; i++) {
                assertEquals(e[i] * (1 - Math.tanh(e[i]) * Math.tanh(e[i])), x.grad().toDoubleArray()[i], 1e-15);
            }
            assertArrayEquals(new double[2], again.toDoubleArray());
        }
    }

    @Test
    void whatNobodyNeedsIsGoneWhenItsScopeCloses() {
        try (Scope _ = Scope.open()) {
            Tensor x = Tensor.zeros(DType.F64, 1024).requiresGrad();
            long before = live();
            Tensor y;
            try (Scope inner = Scope.open()) {
                y = inner.keep(x.plus(1).plus(2).times(3).sum()); // no rule needs a value
            }
            assertTrue(live() - before <= 64, () -> live() - before + " bytes");
            y.backward();
            assertEquals(3, x.grad().toDoubleArray()[7]);
        }
    }

    @Test
    void aKeptTensorKeepsItsGraph() {
        try (Scope _ = Scope.open()) {
            Tensor x = leaf(1, 2);
            List<Tensor> kept = new ArrayList<>();
            try (Scope a = Scope.open()) {
                try (Scope b = Scope.open()) {
                    Tensor y = x.times(x);
                    kept.add(a.keep(b.keep(y.times(y))));
                }
            }
            kept.getFirst().sum().backward();
            assertArrayEquals(new double[] {4, 32}, x.grad().toDoubleArray());
        }
    }

    @Test
    void keptFromTheOutermostScopeItBelongsToNone() throws InterruptedException {
        long before = live();
        Tensor y;
        Tensor x = leaf(1, 2);
        try (Scope scope = Scope.open()) {
            y = scope.keep(x.times(x).sum());
        }
        y.backward();
        assertArrayEquals(new double[] {2, 4}, x.grad().toDoubleArray());
        x = null;
        y = null;
        awaitCollection(before);
    }

    @Test
    void aLeafOfAClosedScopeHasNoGradient() {
        Tensor x;
        try (Scope _ = Scope.open()) {
            x = leaf(1, 2);
            x.times(x).sum().backward();
        }
        assertNull(x.grad());
        assertThrows(IllegalStateException.class, () -> x.times(2));
    }

    @Test
    void unscopedGraphsAreCollected() throws InterruptedException {
        long before = live();
        for (int i = 0; i < 20; i++) {
            unscopedStep(i % 2 == 0);
        }
        awaitCollection(before);
    }

    private static void unscopedStep(boolean backward) {
        Tensor x = leaf(1, 2, 3);
        Tensor y = Fused.softmax(x.times(x).exp().times(0.1), -1).times(x);
        if (backward) {
            y.sum().backward();
            assertEquals(3, x.grad().size());
        }
    }

    @Test
    void aLongUnscopedGraphIsCollectedAtOnce() throws InterruptedException {
        long before = live();
        unscopedChain();
        for (int i = 0; i < 4 && live() > before; i++) { // two would do; far fewer than the graph is long
            System.gc();
            Thread.sleep(50);
        }
        assertTrue(live() <= before, "something is left");
    }

    private static void unscopedChain() {
        Tensor y = leaf(1);
        for (int i = 0; i < 200; i++) {
            y = y.times(1.5).exp().tanh();
        }
        assertTrue(y.isTracked());
    }

    @Test
    void anUnscopedGraphDoesNotHoldWhatNoRuleNeeds() throws InterruptedException {
        Tensor x = Tensor.zeros(DType.F64, 1 << 16).requiresGrad();
        long before = live();
        Tensor y = sums(x);
        awaitCollection(before + 64);
        y.backward();
        assertEquals(1, x.grad().toDoubleArray()[5]);
    }

    private static Tensor sums(Tensor x) {
        return x.plus(1).plus(2).plus(3).sum();
    }

    @Test
    void gradientsGoBackAsSoonAsTheyAreUsed() {
        int length = 50;
        long size = 1 << 15;
        long[] most = {0};
        Op op = Op.named("step").forward(call -> NdArray.zeros(DType.F64, call.shape(0)))
                .gradient(Rule.OUTPUT, (call, _) -> {
                    call.output();
                    Tensor g = Tensor.zeros(DType.F64, size / 8);
                    most[0] = Math.max(most[0], live());
                    return g;
                }).build();
        try (Scope _ = Scope.open()) {
            Tensor x = Tensor.zeros(DType.F64, size / 8).requiresGrad();
            long empty = live();
            Tensor y;
            try (Scope inner = Scope.open()) {
                y = x;
                for (int i = 0; i < length; i++) {
                    y = op.apply(null, y);
                }
                y = inner.keep(y);
            }
            long full = live();
            assertEquals(length * size, full - empty);
            y.backward(Tensor.zeros(DType.F64, size / 8));
            assertTrue(most[0] - full <= 3 * size, () -> (most[0] - full) / size + " gradients at once");
            assertTrue(live() - empty <= 3 * size, "the result, the seed and the leaf's gradient");
        }
    }

    @Test
    void savedValuesGoBackOneByOne() {
        int length = 20;
        long size = 1 << 15;
        List<Long> lives = new ArrayList<>();
        try (Scope _ = Scope.open()) {
            Tensor x = Tensor.zeros(DType.F64, size / 8).requiresGrad();
            Tensor y;
            try (Scope inner = Scope.open()) {
                y = x;
                for (int i = 0; i < length; i++) {
                    y = y.exp();
                    y.onGradient(g -> {
                        lives.add(live());
                        return g;
                    });
                }
                y = inner.keep(y);
            }
            y.backward(Tensor.zeros(DType.F64, size / 8));
        }
        for (int i = 3; i < length; i++) {
            assertEquals(lives.get(i - 1) - size, lives.get(i), "one result less at step " + i);
        }
    }
}

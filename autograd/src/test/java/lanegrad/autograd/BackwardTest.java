package lanegrad.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.memory.Memory;
import lanegrad.memory.Scope;
import org.junit.jupiter.api.Test;

/** Backward passes: what they add where, what they refuse, and that a refused one changes nothing. */
class BackwardTest {

    private static Tensor leaf(double... values) {
        return Tensor.of(values).requiresGrad();
    }

    private static double[] values(Tensor x) {
        return x.toDoubleArray();
    }

    @Test
    void gradientsOfAllPathsAddUp() {
        try (Scope _ = Scope.open()) {
            Tensor x = leaf(1, 2, 3);
            Tensor square = x.times(x);
            square.plus(square).plus(x).sum().backward();
            assertArrayEquals(new double[] {5, 9, 13}, values(x.grad()));
        }
    }

    @Test
    void passesAccumulateUntilZeroGrad() {
        try (Scope _ = Scope.open()) {
            Tensor x = leaf(1, 2);
            x.times(3).sum().backward();
            Tensor first = x.grad();
            x.times(4).sum().backward();
            assertArrayEquals(new double[] {7, 7}, values(x.grad()));
            assertArrayEquals(new double[] {7, 7}, values(first), "a gradient is added to in place");
            x.zeroGrad();
            assertNull(x.grad());
            x.times(5).sum().backward();
            assertArrayEquals(new double[] {5, 5}, values(x.grad()));
        }
    }

    @Test
    void aSeedIsNotTakenOver() {
        try (Scope _ = Scope.open()) {
            Tensor x = leaf(1, 2);
            Tensor seed = Tensor.of(new double[] {10, 20});
            x.plus(0).backward(seed);
            x.plus(0).backward(seed);
            assertArrayEquals(new double[] {20, 40}, values(x.grad()));
            assertArrayEquals(new double[] {10, 20}, values(seed));
        }
    }

    @Test
    void aBackwardFromALeafGivesItsSeed() {
        try (Scope _ = Scope.open()) {
            Tensor x = leaf(4);
            x.backward();
            assertArrayEquals(new double[] {1}, values(x.grad()));
        }
    }

    @Test
    void aSpentGraphSaysSo() {
        try (Scope _ = Scope.open()) {
            Tensor x = leaf(1, 2);
            Tensor y = x.exp().sum();
            y.backward();
            double[] before = values(x.grad());
            String message = assertThrows(IllegalStateException.class, y::backward).getMessage();
            assertTrue(message.contains("spent") && message.contains("retainGraph"),
                    message);
            assertArrayEquals(before, values(x.grad()));
        }
    }

    @Test
    void aLaterResultOfASpentGraphSaysSo() {
        try (Scope _ = Scope.open()) {
            Tensor x = leaf(1, 2);
            Tensor middle = x.exp();
            middle.sum().backward();
            String message = assertThrows(IllegalStateException.class, () -> middle.times(2).sum().backward())
                    .getMessage();
            assertTrue(message.contains("'exp'") && message.contains("spent"), message);
        }
    }

    @Test
    void aRetainedGraphRunsAgain() {
        try (Scope _ = Scope.open()) {
            Tensor x = leaf(1, 2);
            Tensor y = x.times(x).sum();
            Autograd.backward(y, null, true);
            Autograd.backward(y, null, true);
            y.backward();
            assertArrayEquals(new double[] {6, 12}, values(x.grad()));
            assertThrows(IllegalStateException.class, y::backward);
        }
    }

    @Test
    void gradReachesResultsAndLeaves() {
        try (Scope _ = Scope.open()) {
            Tensor x = leaf(1, 2);
            Tensor middle = x.times(3);
            Tensor y = middle.times(middle).sum();
            Tensor[] g = Autograd.grad(y, false, middle, x, y);
            assertArrayEquals(new double[] {6, 12}, values(g[0]));
            assertArrayEquals(new double[] {18, 36}, values(g[1]));
            assertArrayEquals(new double[] {1}, values(g[2]));
            assertNull(x.grad(), "grad returns, it does not add");
        }
    }

    @Test
    void gradOfSeveralOutputsAddsUpAndTakesSeeds() {
        try (Scope _ = Scope.open()) {
            Tensor x = leaf(1, 2);
            Tensor[] g = Autograd.grad(new Tensor[] {x.times(2), x.sum()},
                    new Tensor[] {Tensor.of(new double[] {1, 10}), null}, new Tensor[] {x}, false, false);
            assertArrayEquals(new double[] {3, 21}, values(g[0]));
        }
    }

    @Test
    void unusedInputsHaveNoGradient() {
        try (Scope _ = Scope.open()) {
            Tensor x = leaf(1);
            Tensor unused = leaf(2);
            Tensor[] g = Autograd.grad(x.times(2).sum(), false, unused, x, unused);
            assertNull(g[0]);
            assertNotNull(g[1]);
            assertNull(g[2]);
            x.times(2).sum().backward();
            assertNull(unused.grad());
        }
    }

    @Test
    void zeroSizesHaveEmptyGradients() {
        try (Scope _ = Scope.open()) {
            Tensor x = Tensor.zeros(DType.F64, 0, 3).requiresGrad();
            x.exp().sum().backward();
            assertEquals(x.shape(), x.grad().shape());
        }
    }

    @Test
    void whatRequiresNoGradientIsRefused() {
        try (Scope _ = Scope.open()) {
            Tensor x = Tensor.of(new double[] {1});
            assertThrows(IllegalStateException.class, x::backward);
            assertThrows(IllegalArgumentException.class, () -> Autograd.grad(leaf(1), false, x));
            String message = assertThrows(IllegalStateException.class, () -> leaf(1, 2).backward()).getMessage();
            assertTrue(message.contains("[2]") && message.contains("seed"), message);
            Tensor y = leaf(1, 2).times(2);
            assertThrows(IllegalArgumentException.class, () -> y.backward(Tensor.of(new double[] {1, 2, 3})));
            assertThrows(IllegalArgumentException.class, () -> y.backward(Tensor.of(new float[] {1, 2})));
            assertThrows(IllegalArgumentException.class, () -> Tensor.of(new int[] {1}).requiresGrad());
            assertThrows(IllegalStateException.class, y::requiresGrad);
        }
    }

    @Test
    void aFailedPassAddsNothingAndKeepsNothing() {
        long live = Memory.stats().liveBytes();
        try (Scope _ = Scope.open()) {
            Tensor x = leaf(1, 2);
            Tensor other = leaf(3, 4);
            Tensor middle = x.exp();
            Tensor late = middle.times(other);
            middle.onGradient(_ -> {
                throw new IllegalStateException("a hook that fails");
            });
            assertThrows(IllegalStateException.class, () -> late.sum().backward());
            assertNull(x.grad());
            assertNull(other.grad());
            Tensor again = middle.times(other);
            assertThrows(IllegalStateException.class, () -> Autograd.grad(again.sum(), false, again, other, x));
        }
        assertTrue(Memory.stats().liveBytes() <= live, "something is left"); // less: the collector's doing
    }

    @Test
    void hooksSeeAndChangeCompleteGradients() {
        try (Scope _ = Scope.open()) {
            Tensor x = leaf(1, 2);
            Tensor middle = x.times(2);
            List<double[]> seen = new ArrayList<>();
            middle.onGradient(g -> {
                seen.add(values(g));
                return g.times(10);
            });
            x.onGradient(g -> g.plus(1));
            middle.plus(middle).sum().backward();
            assertEquals(1, seen.size(), "once, when all of it is there");
            assertArrayEquals(new double[] {2, 2}, seen.getFirst());
            assertArrayEquals(new double[] {41, 41}, values(x.grad()));
        }
    }

    @Test
    void hooksRunInOrderAndUnderGraphsOfGradients() {
        try (Scope _ = Scope.open()) {
            Tensor x = leaf(3);
            Tensor middle = x.times(x);
            middle.onGradient(g -> g.times(x));
            middle.onGradient(g -> g.plus(1));
            Tensor g = Autograd.grad(middle.sum(), true, x)[0]; // (x + 1) 2x
            assertArrayEquals(new double[] {24}, values(g));
            assertArrayEquals(new double[] {14}, values(Autograd.grad(g.sum(), false, x)[0]));
        }
    }

    @Test
    void hooksThatChangeShapeAreRefused() {
        try (Scope _ = Scope.open()) {
            Tensor x = leaf(1, 2);
            x.onGradient(Tensor::sum);
            assertThrows(IllegalStateException.class, () -> x.sum().backward());
            assertThrows(IllegalStateException.class, () -> Tensor.scalar(1).onGradient(g -> g));
        }
    }

    @Test
    void stopGradientStops() {
        try (Scope _ = Scope.open()) {
            Tensor x = leaf(2);
            Tensor y = x.times(x.stopGradient());
            y.sum().backward();
            assertArrayEquals(new double[] {2}, values(x.grad()));
            assertFalse(x.exp().stopGradient().isTracked());
        }
    }

    @Test
    void noGradRecordsNothingAndEndsWithItsBlock() {
        try (Scope _ = Scope.open()) {
            Tensor x = leaf(2);
            try (Mode _ = Autograd.noGrad()) {
                assertFalse(Autograd.isRecording());
                assertFalse(x.exp().isTracked());
                try (Mode _ = Autograd.enableGrad()) {
                    assertTrue(x.exp().isTracked());
                }
                assertFalse(x.exp().isTracked());
            }
            assertTrue(x.exp().isTracked());
        }
    }

    @Test
    void frozenParametersGetNothing() {
        try (Scope _ = Scope.open()) {
            Parameter w = Parameter.full(DType.F64, 3, 2);
            Tensor x = leaf(1, 2);
            w.freeze(true);
            assertFalse(w.times(2).isTracked());
            x.times(w).sum().backward();
            assertNull(w.grad());
            w.freeze(false);
            Tensor y = x.times(w).sum();
            w.freeze(true); // after the forward, before the backward
            y.backward();
            assertNull(w.grad());
            assertArrayEquals(new double[] {6, 6}, values(x.grad()));
        }
    }

    @Test
    void gradientsOfParametersOutliveTheirStep() {
        Parameter w = Parameter.full(DType.F64, 3, 2);
        try (Scope _ = Scope.open()) {
            w.times(w).sum().backward();
        }
        assertArrayEquals(new double[] {6, 6}, values(w.grad()));
        try (Scope _ = Scope.open()) {
            w.times(2).sum().backward();
        }
        assertArrayEquals(new double[] {8, 8}, values(w.grad()));
        long live = Memory.stats().liveBytes();
        w.zeroGrad();
        assertTrue(Memory.stats().liveBytes() < live, "at once");
    }

    @Test
    void aliasesShareTheirPlaceOnTheTape() {
        try (Scope _ = Scope.open()) {
            Tensor x = leaf(2);
            Tensor alias = x.alias();
            alias.times(alias).sum().backward();
            assertSame(x.grad(), alias.grad());
            assertArrayEquals(new double[] {4}, values(x.grad()));
        }
    }

    @Test
    void gradientsOfViewsDoNotOverwriteEachOther() {
        try (Scope _ = Scope.open()) {
            Tensor x = Tensor.of(new double[] {1, 2, 3, 4}, 2, 2).requiresGrad();
            Tensor y = Tensor.of(new double[] {1, 1, 1, 1}, 2, 2).requiresGrad();
            Tensor sum = x.plus(y).plus(x.transpose(0, 1)); // the very same gradient reaches three places
            sum.backward(Tensor.of(new double[] {1, 2, 3, 4}, 2, 2));
            assertArrayEquals(new double[] {2, 5, 5, 8}, values(x.grad()));
            assertArrayEquals(new double[] {1, 2, 3, 4}, values(y.grad()));
            y.times(1).sum().backward();
            assertArrayEquals(new double[] {2, 5, 5, 8}, values(x.grad()));
        }
    }

    @Test
    void savedTensorsCannotBeChanged() {
        try (Scope _ = Scope.open()) {
            Parameter w = Parameter.full(DType.F64, 3, 2);
            NdArray other = NdArray.of(new double[] {5, 6});
            Tensor y = w.times(w).sum();
            String message = assertThrows(IllegalStateException.class, () -> w.assign(other)).getMessage();
            assertTrue(message.contains("[2]") && message.contains("backward"), message);
            assertArrayEquals(new double[] {3, 3}, values(w));
            y.backward();
            w.assign(other);
            assertArrayEquals(new double[] {5, 6}, values(w));
            Tensor sum = w.plus(1).sum(); // needs no values
            w.assign(NdArray.of(new double[] {7, 8}));
            sum.backward();
        }
    }

    @Test
    void outputsThatARuleUsesCannotBeChanged() {
        try (Scope _ = Scope.open()) {
            Tensor x = leaf(1, 2);
            Tensor y = x.exp();
            assertThrows(IllegalStateException.class, () -> y.array().set(0, 0));
            y.sum().backward();
            y.array().set(0, 0);
        }
    }
}

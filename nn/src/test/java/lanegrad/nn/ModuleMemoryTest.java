package lanegrad.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import lanegrad.array.DType;
import lanegrad.autograd.Autograd;
import lanegrad.autograd.Mode;
import lanegrad.autograd.Tensor;
import lanegrad.memory.Memory;
import lanegrad.memory.Scope;
import lanegrad.nn.layers.Activation;
import lanegrad.nn.layers.Linear;
import lanegrad.nn.layers.Sequential;
import lanegrad.random.Rng;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a layer computes on its way is gone when it returns, unless the tape needs it. */
class ModuleMemoryTest {

    private static final int ROWS = 64;
    private static final int WIDTH = 32;

    /** Holds several results at once before it returns one, and reports how much it held. */
    private static final class Wasteful extends Layer {

        private long held;

        @Override
        protected Tensor compute(Tensor x) {
            long before = Memory.stats().liveBytes();
            Tensor y = x.plus(1);
            for (int i = 0; i < 9; i++) {
                y = y.plus(1);
            }
            held = Memory.stats().liveBytes() - before;
            return y;
        }
    }

    private static Sequential deep(int layers) {
        Layer[] list = new Layer[layers];
        for (int i = 0; i < layers; i++) {
            list[i] = i % 2 == 0 ? new Linear(WIDTH, WIDTH, true, new Rng(i)) : Activation.TANH.layer();
        }
        return new Sequential(list);
    }

    /** Lets the arrays that other tests left to the garbage collector go, so that they do not go while we count. */
    @BeforeEach
    void settle() throws InterruptedException {
        for (int calm = 0; calm < 3; calm++) {
            long before = Memory.stats().liveBytes();
            System.gc();
            Thread.sleep(20);
            if (Memory.stats().liveBytes() != before) {
                calm = 0;
            }
        }
    }

    @Test
    void onlyTheOutputIsKept() {
        try (Scope _ = Scope.open(); Mode _ = Autograd.noGrad()) {
            Tensor x = Tensor.zeros(DType.F32, ROWS, WIDTH);
            Wasteful layer = new Wasteful();
            long before = Memory.stats().liveBytes();
            Tensor y = layer.forward(x);
            long bytes = ROWS * WIDTH * 4;
            assertTrue(layer.held >= 10 * bytes);
            assertEquals(bytes, Memory.stats().liveBytes() - before);
            assertEquals(10, y.toFloatArray()[0]);
        }
    }

    @Test
    void aDeepModelKeepsItsOutputOnly() {
        Sequential model = deep(40);
        try (Scope _ = Scope.open(); Mode _ = Autograd.noGrad()) {
            Tensor x = Tensor.ones(DType.F32, ROWS, WIDTH);
            model.forward(x);
            long before = Memory.stats().liveBytes();
            for (int i = 1; i <= 5; i++) {
                model.forward(x);
                assertEquals(i * ROWS * WIDTH * 4L, Memory.stats().liveBytes() - before);
            }
        }
    }

    @Test
    void stepsLeaveNothingBehind() {
        Sequential model = deep(6);
        long[] used = new long[20];
        for (int i = 0; i < used.length; i++) {
            try (Scope _ = Scope.open()) {
                model.zeroGrad();
                model.forward(Tensor.ones(DType.F32, ROWS, WIDTH)).mean().backward();
            }
            used[i] = Memory.stats().liveBytes();
        }
        assertEquals(used[1], used[used.length - 1]);
    }

    @Test
    void inputsThatAreReturnedStayWhatTheyAre() {
        Sequential identity = new Sequential();
        Tensor unscoped = Tensor.scalar(3);
        Tensor y;
        try (Scope _ = Scope.open()) {
            Tensor x = Tensor.scalar(4);
            assertEquals(4, identity.forward(x).item());
            assertEquals(4, x.item());
            y = identity.forward(unscoped);
        }
        assertEquals(3, y.item());
    }

    @Test
    void resultsAreGoneWithTheCallersScope() {
        Tensor y;
        Sequential model = deep(2);
        try (Scope _ = Scope.open("step")) {
            y = model.forward(Tensor.ones(DType.F32, 1, WIDTH));
        }
        assertTrue(assertThrows(IllegalStateException.class, y::toFloatArray).getMessage().contains("'step'"));
    }
}

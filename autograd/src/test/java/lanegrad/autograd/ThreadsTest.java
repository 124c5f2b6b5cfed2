package lanegrad.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.autograd.ops.Fused;
import lanegrad.kernels.Kernels;
import lanegrad.memory.Scope;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Several threads: one graph made by many, one parameter wanted by two, programs that have nothing to do with another.
 */
class ThreadsTest {

    private final ExecutorService others = Executors.newFixedThreadPool(3);

    @AfterEach
    void stop() {
        others.shutdownNow();
    }

    private <T> T elsewhere(Callable<T> work) throws InterruptedException, ExecutionException {
        return others.submit(work).get();
    }

    @Test
    void aResultIsLaterThanItsInputsWhoeverMadeThem() throws Exception {
        Tensor x = Tensor.of(new double[] {1, 2}).requiresGrad();
        Tensor late = elsewhere(() -> {
            Tensor y = x;
            for (int i = 0; i < 1000; i++) {
                y = y.plus(0.001);
            }
            return y;
        });
        Tensor here = late.times(x);
        assertTrue(here.node().time > late.node().time);
        Tensor there = elsewhere(() -> here.times(late));
        assertTrue(there.node().time > here.node().time);
        Tensor alone = x.plus(1);
        assertTrue(alone.node().time > here.node().time, "a clock does not go back");
    }

    @Test
    void aGraphOfSeveralThreadsRunsBackOnAny() throws Exception {
        double[] expected = null;
        for (int run = 0; run < 3; run++) {
            Tensor x = Tensor.of(new double[] {0.3, -0.2, 0.9}).requiresGrad();
            Tensor y = x;
            for (int i = 0; i < 6; i++) {
                Tensor before = y;
                int step = i;
                Callable<
                        Tensor> work = () -> step % 2 == 0 ? Fused.softmax(before.times(x), -1) : before.plus(x).tanh();
                y = run == 0 ? work.call() : elsewhere(work);
            }
            Tensor end = y.times(y).sum();
            Callable<double[]> back = () -> {
                Tensor g = Autograd.grad(end, true, x)[0];
                return Autograd.grad(g.times(g).sum(), false, x)[0].toDoubleArray();
            };
            double[] found = run == 2 ? elsewhere(back) : back.call();
            if (expected == null) {
                expected = found;
            }
            assertArrayEquals(expected, found);
        }
    }

    @Test
    void twoPassesIntoOneParameterAreRefused() throws Exception {
        Parameter w = Parameter.full(DType.F64, 3, 2);
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Op slow = Op.named("slow").forward(call -> call.array(0).alias()).gradient(Rule.NOTHING, (_, g) -> {
            inside.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return g;
        }).build();
        Future<?> first = others.submit(() -> {
            try (Scope _ = Scope.open()) {
                slow.apply(null, w).sum().backward();
            }
        });
        inside.await();
        try (Scope _ = Scope.open()) {
            Tensor other = Tensor.of(new double[] {1, 1}).requiresGrad();
            Tensor y = w.times(2).plus(other).sum();
            String message = assertThrows(IllegalStateException.class, y::backward).getMessage();
            assertTrue(message.contains("two backward passes at once"), message);
            go.countDown();
            first.get();
            assertArrayEquals(new double[] {1, 1}, w.grad().toDoubleArray(), "the first alone");
            y.backward(); // the refused pass has spoilt nothing
            assertArrayEquals(new double[] {3, 3}, w.grad().toDoubleArray());
            assertArrayEquals(new double[] {1, 1}, other.grad().toDoubleArray());
        }
    }

    @Test
    void tensorsOfAScopeBelongToItsThread() {
        try (Scope _ = Scope.open()) {
            Tensor x = Tensor.of(new double[] {1, 2}).requiresGrad();
            Throwable cause = assertThrows(ExecutionException.class, () -> elsewhere(() -> x.times(2))).getCause();
            assertTrue(cause instanceof IllegalStateException && cause.getMessage().contains("thread"),
                    cause.toString());
        }
    }

    private static double[] program(int kind, Parameter w) {
        double[] sum = new double[4];
        for (int i = 0; i < 200; i++) {
            try (Scope _ = Scope.open()) {
                Tensor x = Tensor.of(new double[] {0.1 * i, -0.3, 0.5, kind});
                Tensor y = switch (kind) {
                    case 0 -> Fused.softmax(x.times(w), -1).times(w);
                    case 1 -> x.plus(w).tanh().times(x).exp();
                    default -> Autograd.checkpoint(in -> in[0].times(w).sigmoid(), x);
                };
                if (kind == 1) {
                    try (Mode _ = Autograd.noGrad()) {
                        w.times(3);
                    }
                }
                double[] g = Autograd.grad(y.sum(), false, w)[0].toDoubleArray();
                for (int j = 0; j < 4; j++) {
                    sum[j] += g[j];
                }
            }
        }
        return sum;
    }

    @Test
    void differentProgramsDoNotDisturbEachOther() throws Exception {
        double[][] alone = new double[3][];
        Parameter[] ws = new Parameter[3];
        for (int kind = 0; kind < 3; kind++) {
            ws[kind] = Parameter.of(NdArray.of(new double[] {1, -0.5, 0.25, 0.1}));
            alone[kind] = program(kind, ws[kind]);
        }
        for (int round = 0; round < 3; round++) {
            @SuppressWarnings({"unchecked", "rawtypes"}) Future<double[]>[] running = new Future[3];
            for (int kind = 0; kind < 3; kind++) {
                int which = kind;
                running[kind] = others.submit(() -> program(which, ws[which]));
            }
            for (int kind = 0; kind < 3; kind++) {
                assertTrue(Arrays.equals(alone[kind], running[kind].get()), "program " + kind);
            }
        }
    }

    @Test
    void settingsBelongToTheirThread() throws Exception {
        try (Mode _ = Autograd.noGrad(); Mode _ = Autograd.use(Kernels.scalar())) {
            assertSame(Kernels.scalar(), Autograd.kernels());
            assertEquals(true, elsewhere(Autograd::isRecording));
            assertSame(Kernels.best(), elsewhere(Autograd::kernels));
        }
        assertSame(Kernels.best(), Autograd.kernels());
    }
}

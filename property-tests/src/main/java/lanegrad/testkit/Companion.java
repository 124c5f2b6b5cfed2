package lanegrad.testkit;

import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import lanegrad.array.DType;
import lanegrad.autograd.Autograd;
import lanegrad.autograd.Mode;
import lanegrad.autograd.Tensor;
import lanegrad.autograd.ops.Fused;
import lanegrad.kernels.Kernels;
import lanegrad.memory.Scope;

/**
 * A program that a thread of its own runs again and again: products that are shared out, gradients, and modes that are
 * the thread's own. Each time it must give the same bits.
 */
final class Companion implements AutoCloseable {

    private final Thread thread = new Thread(this::loop, "companion");
    private final CountDownLatch running = new CountDownLatch(1);
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private volatile boolean stopped;

    Companion() {
        thread.setDaemon(true);
        thread.start();
        try {
            running.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void loop() {
        try {
            double[] first = program();
            running.countDown();
            while (!stopped) {
                Failure.unless(Arrays.equals(first, program()), "the other program gave other bits");
            }
        } catch (Throwable e) {
            failure.set(e);
        } finally {
            running.countDown();
        }
    }

    private static double[] program() {
        try (Scope _ = Scope.open("companion")) {
            Tensor x = Tensor.of(Placement.CONTIGUOUS.place(Plain.build(new long[] {72, 72},
                    index -> Math.sin(index[0] * 73 + index[1])), DType.F32).view()).requiresGrad();
            Tensor y = Fused.softmax(x.matmul(x).tanh(), -1);
            y.times(y).sum().backward();
            double[] gradient = x.grad().toDoubleArray();
            x.zeroGrad();
            try (Mode _ = Autograd.noGrad(); Mode _ = Autograd.use(Kernels.scalar())) {
                gradient[0] += x.exp().sum().item();
            }
            return gradient;
        }
    }

    /** Stops the program, and throws what went wrong in it. */
    void requireUndisturbed(String beside) {
        close();
        if (failure.get() != null) {
            throw new AssertionError("the program beside " + beside + ": " + failure.get(), failure.get());
        }
    }

    @Override
    public void close() {
        stopped = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}

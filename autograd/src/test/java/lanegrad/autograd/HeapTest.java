package lanegrad.autograd;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.UnaryOperator;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.memory.Scope;
import org.junit.jupiter.api.Test;

/** What recording costs on the heap, whatever the kernel does. */
class HeapTest {

    private static final int CALLS = 2000;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Bytes a call, after the scope's own arrays have grown. */
    private static long bytes(UnaryOperator<Tensor> call) {
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 20; round++) {
            try (Scope _ = Scope.open()) {
                Tensor x = Tensor.zeros(DType.F32, 4).requiresGrad();
                long before = THREADS.getCurrentThreadAllocatedBytes();
                Tensor y = x;
                for (int i = 0; i < CALLS; i++) {
                    y = call.apply(y);
                }
                least = Math.min(least, (THREADS.getCurrentThreadAllocatedBytes() - before) / CALLS);
            }
        }
        return least;
    }

    private static NdArray fresh(Call call) {
        return NdArray.empty(DType.F32, call.shape(0));
    }

    @Test
    void aRecordedOpTakesLittle() {
        Op unary = Op.named("unary").forward(HeapTest::fresh).gradient(Rule.OUTPUT, (_, g) -> g).build();
        Op binary = Op.named("binary").forward(HeapTest::fresh).gradient(Rule.input(1), (_, g) -> g)
                .gradient(Rule.input(0), (_, g) -> g).build();
        Op fused = Op.named("fused").forward(call -> {
            call.stash(fresh(call));
            call.stash(fresh(call));
            return fresh(call);
        }).fused(Rule.OUTPUT, (_, _, _) -> {
        }, call -> call.input(0));
        Parameter w = Parameter.full(DType.F32, 1, 4);
        Parameter b = Parameter.full(DType.F32, 1, 4);
        record Attributes(double eps, boolean weight, boolean bias) {
        }
        within(220, bytes(x -> unary.apply(null, x)));
        within(280, bytes(x -> binary.apply(null, x, w)));
        within(400, bytes(x -> fused.apply(new Attributes(1e-5, true, true), x, w, b)));
    }

    private static void within(long limit, long found) {
        assertTrue(found <= limit, () -> found + " bytes a recorded op, " + limit + " allowed");
    }
}

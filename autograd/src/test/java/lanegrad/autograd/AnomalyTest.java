package lanegrad.autograd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import lanegrad.array.NdArray;
import lanegrad.autograd.ops.Elementwise;
import lanegrad.autograd.ops.Fused;
import lanegrad.autograd.ops.Indexing;
import lanegrad.memory.Memory;
import lanegrad.memory.Scope;
import org.junit.jupiter.api.Test;

/** Finding the op that first made a NaN or an infinity. */
class AnomalyTest {

    private static Tensor leaf(double... values) {
        return Tensor.of(values).requiresGrad();
    }

    @Test
    void aForwardIsNamed() {
        try (Scope _ = Scope.open(); Mode _ = Autograd.detectAnomaly()) {
            Tensor x = leaf(1, 0);
            String message = assertThrows(ArithmeticException.class, () -> x.plus(1).minus(1).log().times(2))
                    .getMessage();
            assertTrue(message.contains("'log'") && message.contains("-Infinity") && message.contains("element 1"),
                    message);
        }
    }

    @Test
    void aGradientIsNamedWithThePlaceWhereItsOpWasRecorded() {
        try (Scope _ = Scope.open(); Mode _ = Autograd.detectAnomaly()) {
            Tensor x = leaf(4, 0);
            Tensor y = x.sqrt().times(2).sum();
            ArithmeticException e = assertThrows(ArithmeticException.class, y::backward);
            assertTrue(e.getMessage().contains("'sqrt'") && e.getMessage().contains("input 0"), e.getMessage());
            assertTrue(Arrays.stream(e.getCause().getStackTrace())
                    .anyMatch(frame -> frame.getMethodName().startsWith("aGradientIsNamed")));
            assertNull(x.grad());
        }
    }

    @Test
    void whatWasThereBeforeIsNotBlamed() {
        try (Scope _ = Scope.open(); Mode _ = Autograd.detectAnomaly()) {
            Elementwise.exp(leaf(1, Double.NEGATIVE_INFINITY)).sum().backward();
            leaf(Double.NaN).times(2);
        }
    }

    @Test
    void masksOfNegativeInfinityAreNotAnomalies() {
        try (Scope _ = Scope.open(); Mode _ = Autograd.detectAnomaly()) {
            Tensor mask = Tensor.of(new boolean[] {true, false, false});
            Tensor x = leaf(1, 2, 3);
            Fused.softmax(Indexing.maskedFill(x, mask, Double.NEGATIVE_INFINITY), 0).times(x).sum().backward();
            assertEquals(0, Autograd.grad(Fused.softmax(Indexing.maskedFill(x, mask, Double.NEGATIVE_INFINITY), 0)
                    .slice(0, 0, 1).sum(), true, x)[0].toDoubleArray()[0]);
        }
    }

    @Test
    void aRefusedResultKeepsNothing() {
        long live = Memory.stats().liveBytes();
        Op op = Op.named("bad").forward(call -> {
            call.stash(NdArray.zeros(call.array(0).dtype(), call.shape(0)));
            return NdArray.full(call.array(0).dtype(), call.shape(0), Double.NaN);
        }).fused(Rule.NOTHING, (_, _, _) -> {
        }, call -> call.input(0));
        try (Scope _ = Scope.open(); Mode _ = Autograd.detectAnomaly()) {
            assertThrows(ArithmeticException.class, () -> op.apply(null, leaf(1)));
        }
        assertTrue(Memory.stats().liveBytes() <= live, "something is left"); // less: the collector's doing
    }

    @Test
    void otherwiseNothingIsSaid() {
        try (Scope _ = Scope.open()) {
            assertTrue(Double.isNaN(leaf(-1).log().item()));
        }
    }
}
